import { answered, type RegistryClient, type Schemas } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act } from '../act.ts';
import type { Answer } from '../answer.ts';
import { table } from '../table.ts';

type Access = Schemas['TenantAccess'];

/** Lists by the name of their option. What is in them is the registry's to judge. */
type Lists = {
  readonly scopes?: Schemas['DefineRoleRequest']['scopes'] | true;
  readonly members?: readonly string[] | true;
  readonly roles?: readonly string[] | true;
};
type Kind = {
  readonly name: string;
  readonly what: string;
  /** Lists that define one. */
  readonly options: readonly (readonly [option: string, what: string])[];
  readonly define: (client: RegistryClient, id: string, lists: Lists) => Promise<Access>;
  readonly remove: (client: RegistryClient, id: string) => Promise<Access>;
  readonly shown: (access: Access) => string;
};

const list = (items: readonly string[]): string => items.join(' ') || '–';
// Commander answers `true` for an option without values.
const given = <Item>(items: readonly Item[] | true | undefined): Item[] =>
  items === undefined || items === true ? [] : [...items];

const KINDS: readonly Kind[] = [
  {
    name: 'role',
    what: 'bundles of scopes',
    options: [['--scopes <scope...>', 'what it holds']],
    define: (client, roleId, { scopes }) =>
      answered(
        client.PUT('/api/v1/tenant/roles/{roleId}', {
          params: { path: { roleId } },
          body: { scopes: given(scopes) },
        }),
      ),
    remove: (client, roleId) =>
      answered(client.DELETE('/api/v1/tenant/roles/{roleId}', { params: { path: { roleId } } })),
    shown: ({ roles }) =>
      table(
        ['role', 'scopes'],
        roles.map(({ roleId, scopes }) => [roleId, list(scopes)]),
      ),
  },
  {
    name: 'group',
    what: 'groups, and the roles that they give their members',
    options: [
      ['--members [subject...]', 'the sub of their tokens'],
      ['--roles [role...]', 'roles that it gives'],
    ],
    define: (client, groupId, { members, roles }) =>
      answered(
        client.PUT('/api/v1/tenant/groups/{groupId}', {
          params: { path: { groupId } },
          body: { members: given(members), roles: given(roles) },
        }),
      ),
    remove: (client, groupId) =>
      answered(client.DELETE('/api/v1/tenant/groups/{groupId}', { params: { path: { groupId } } })),
    shown: ({ groups }) =>
      table(
        ['group', 'roles', 'members'],
        groups.map((group) => [group.groupId, list(group.roles), list(group.members)]),
      ),
  },
  {
    name: 'service',
    what: 'service identities and their roles',
    options: [['--roles [role...]', 'roles that it has']],
    define: (client, serviceId, { roles }) =>
      answered(
        client.PUT('/api/v1/tenant/services/{serviceId}', {
          params: { path: { serviceId } },
          body: { roles: given(roles) },
        }),
      ),
    remove: (client, serviceId) =>
      answered(client.DELETE('/api/v1/tenant/services/{serviceId}', { params: { path: { serviceId } } })),
    shown: ({ services }) =>
      table(
        ['service', 'roles'],
        services.map((service) => [service.serviceId, list(service.roles)]),
      ),
  },
];

export const accessCommands = (root: Command, act: Act): void => {
  for (const kind of KINDS) {
    const group = root.command(kind.name).description(`${kind.what}, of the tenant`);
    group
      .command('list')
      .description('list them all')
      .action((_options: object, command: Command) =>
        act(command, async ({ api }) => shown(kind, await answered(api().GET('/api/v1/tenant/access')))),
      );
    const define = group.command('define <id>').description('define one as a whole, or again');
    for (const [option, what] of kind.options) define.option(option, what);
    define.action((id: string, lists: Lists, command: Command) =>
      act(command, async ({ api }) => shown(kind, await kind.define(api(), id, lists))),
    );
    group
      .command('remove <id>')
      .description('remove one')
      .action((id: string, _options: object, command: Command) =>
        act(command, async ({ api }) => shown(kind, await kind.remove(api(), id))),
      );
  }
};

const shown = (kind: Kind, access: Access): Answer => ({ json: access, text: kind.shown(access) });

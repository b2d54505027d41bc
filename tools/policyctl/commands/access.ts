import type { Command } from 'commander';
import { z } from 'zod';

import type { Act, Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { table } from '../table.ts';

const roles = z.array(z.string());
const Access = z.looseObject({
  roles: z.array(z.looseObject({ roleId: z.string(), scopes: z.array(z.string()) })),
  groups: z.array(z.looseObject({ groupId: z.string(), members: z.array(z.string()), roles })),
  services: z.array(z.looseObject({ serviceId: z.string(), roles })),
});
type Access = z.infer<typeof Access>;

type Kind = {
  /** The command, and the member of the API's path. */
  readonly name: 'role' | 'group' | 'service';
  readonly what: string;
  /** Lists that define one, by option. */
  readonly lists: readonly (readonly [option: string, member: string, what: string])[];
  readonly shown: (access: Access) => string;
};

const list = (items: readonly string[]): string => items.join(' ') || '–';

const KINDS: readonly Kind[] = [
  {
    name: 'role',
    what: 'bundles of scopes',
    lists: [['--scopes <scope...>', 'scopes', 'what it holds']],
    shown: ({ roles }) =>
      table(
        ['role', 'scopes'],
        roles.map(({ roleId, scopes }) => [roleId, list(scopes)]),
      ),
  },
  {
    name: 'group',
    what: 'groups, and the roles that they give their members',
    lists: [
      ['--members [subject...]', 'members', 'the sub of their tokens'],
      ['--roles [role...]', 'roles', 'roles that it gives'],
    ],
    shown: ({ groups }) =>
      table(
        ['group', 'roles', 'members'],
        groups.map((group) => [group.groupId, list(group.roles), list(group.members)]),
      ),
  },
  {
    name: 'service',
    what: 'service identities and their roles',
    lists: [['--roles [role...]', 'roles', 'roles that it has']],
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
        act(command, async ({ api }) => shown(kind, await api().get('/tenant/access'))),
      );
    const define = group.command('define <id>').description('define one as a whole, or again');
    for (const [option, , what] of kind.lists) define.option(option, what);
    define.action((id: string, options: Readonly<Record<string, unknown>>, command: Command) =>
      act(command, (context) => change(context, kind, { id, method: 'PUT', body: bodyOf(kind, options) })),
    );
    group
      .command('remove <id>')
      .description('remove one')
      .action((id: string, _options: object, command: Command) =>
        act(command, (context) => change(context, kind, { id, method: 'DELETE', body: undefined })),
      );
  }
};

// Commander answers `true` for an option without values.
const bodyOf = ({ lists }: Kind, options: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    lists.map(([, member]) => [member, Array.isArray(options[member]) ? options[member] : []]),
  );

const change = async (
  { api }: Context,
  kind: Kind,
  { id, method, body }: { readonly id: string; readonly method: 'PUT' | 'DELETE'; readonly body: unknown },
): Promise<Answer> =>
  shown(kind, await api().mutate({ method, path: `/tenant/${kind.name}s/${encodeURIComponent(id)}`, body }));

const shown = (kind: Kind, answer: unknown): Answer => {
  const access = Access.parse(answer);
  return { json: access, text: kind.shown(access) };
};

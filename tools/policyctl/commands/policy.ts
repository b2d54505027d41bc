import { answered, type Schemas } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { listed } from '../client/listed.ts';
import { fields, table } from '../table.ts';

type Policy = Schemas['Policy'];
type Creation = { readonly name?: string; readonly description?: string; readonly tag: readonly string[] };

export const policyCommands = (root: Command, act: Act): void => {
  const policy = root.command('policy').description('the policies of a tenant');
  policy
    .command('create <policyId>')
    .description('create a policy; its id is a slug and stays')
    .option('--name <name>', 'what people call it')
    .option('--description <text>', 'what it is for')
    .option(
      '--tag <tag>',
      'a tag; may be given several times',
      (tag: string, tags: readonly string[]) => [...tags, tag],
      [],
    )
    .action((policyId: string, options: Creation, command: Command) =>
      act(command, (context) => create(context, policyId, options)),
    );
  policy
    .command('list')
    .description('list every policy')
    .action((_options: object, command: Command) => act(command, list));
  policy
    .command('show <policyId>')
    .description('show one policy')
    .action((policyId: string, _options: object, command: Command) =>
      act(command, async ({ api }) =>
        shown(await answered(api().GET('/api/v1/policies/{policyId}', { params: { path: { policyId } } }))),
      ),
    );
};

const create = async ({ api }: Context, policyId: string, options: Creation): Promise<Answer> => {
  const { name = policyId, description, tag } = options;
  const body = {
    policyId,
    name,
    ...(description !== undefined && { description }),
    ...(tag.length > 0 && { tags: [...tag] }),
  };
  return shown(await answered(api().POST('/api/v1/policies', { body })));
};

const list = async ({ api }: Context): Promise<Answer> => {
  const items = await listed((query) => answered(api().GET('/api/v1/policies', { params: { query } })));
  const rows = items.map(({ policyId, name, versions, latestPublished }) => [
    policyId,
    name,
    String(versions),
    latestPublished ?? '–',
  ]);
  return { json: { items }, text: table(['policy', 'name', 'versions', 'published'], rows) };
};

const shown = (policy: Policy): Answer => ({ json: policy, text: fields(Object.entries(policy)) });

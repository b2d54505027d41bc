import { answered, type Schemas } from '@policy-registry/client';
import { VERSION_STATES } from '@policy-registry/domain';
import { Option, type Command } from 'commander';

import type { Act, Context } from '../act.ts';
import { UsageFault, type Answer } from '../answer.ts';
import { listed } from '../client/listed.ts';
import { positiveInteger, repeated } from '../options.ts';
import { shownDiff, type DiffOptions } from '../policy-diff.ts';
import { fields, table } from '../table.ts';

type Policy = Schemas['Policy'];
type Creation = {
  readonly name?: string;
  readonly description?: string;
  readonly tag: readonly string[];
  readonly template?: string;
};
type Filter = {
  readonly state?: (typeof VERSION_STATES)[number];
  readonly tag?: string;
  readonly owner?: string;
  readonly text?: string;
};
type NewOwner = { readonly subject?: string; readonly group?: string };
type Copy = Creation & { readonly version?: number };

export const policyCommands = (root: Command, act: Act): void => {
  const policy = root.command('policy').description('the policies of a tenant');
  policy
    .command('new <policyId>')
    .alias('create')
    .description('create a policy; its id is a slug and stays')
    .option('--name <name>', 'what people call it')
    .option('--description <text>', 'what it is for')
    .option('--tag <tag>', 'a tag; may be given several times', repeated, [])
    .option('--template <name>', 'what its first revision is saved from: policyctl template list')
    .action((policyId: string, { template, ...options }: Creation, command: Command) =>
      act(command, (context) =>
        create(context, { policyId, ...options, ...(template !== undefined && { template }) }),
      ),
    );
  policy
    .command('duplicate <from> <policyId>')
    .description('create a policy whose first revision is a version of another one')
    .option('--version <n>', 'that version; the last one when left out', positiveInteger)
    .option('--name <name>', 'what people call it')
    .option('--description <text>', 'what it is for')
    .option('--tag <tag>', 'a tag; may be given several times', repeated, [])
    .action((from: string, policyId: string, options: Copy, command: Command) =>
      act(command, (context) => duplicate(context, { from, policyId, ...options })),
    );
  diffCommand(policy, act);
  policy
    .command('suggest <policyId>')
    .description('the semantic version that a revision asks for')
    .option('--revision <n>', 'that revision; the newest when left out', positiveInteger)
    .action((policyId: string, options: { readonly revision?: number }, command: Command) =>
      act(command, (context) => suggest(context, policyId, options.revision)),
    );
  policy
    .command('list')
    .description('list the policies that have everything that is asked for; every one where nothing is')
    .addOption(new Option('--state <state>', 'a version is in this state').choices(VERSION_STATES))
    .option('--tag <tag>', 'with this tag')
    .option('--owner <id>', 'of this group, or this subject of somebody')
    .option('--text <text>', 'in the id, the name or the description')
    .action((filter: Filter, command: Command) => act(command, (context) => list(context, filter)));
  ownerCommand(policy, act);
  policy
    .command('show <policyId>')
    .description('show one policy')
    .action((policyId: string, _options: object, command: Command) =>
      act(command, async (context) => shown(await read(context, policyId))),
    );
};

type DiffNames = [policyId: string, from: string, to: string | undefined];

const diffCommand = (policy: Command, act: Act): void => {
  policy
    .command('diff <policyId> <from> [to]')
    .description(
      'what two contents have otherwise: r3 is a revision, v2 a version; the newest revision unless named',
    )
    .option('--exit-code', 'end with 1 when there is a difference')
    .action((...[policyId, from, to, options, command]: [...DiffNames, DiffOptions, Command]) =>
      act(command, async ({ api }) => {
        const query = { from, ...(to !== undefined && { to }) };
        const asked = { params: { path: { policyId }, query } };
        return shownDiff(await answered(api().GET('/api/v1/policies/{policyId}/diff', asked)), options);
      }),
    );
};

type New = Schemas['CreatePolicyRequest'];
type Asked = Omit<New, 'name' | 'tags'> & { readonly name?: string; readonly tag: readonly string[] };

const create = async ({ api }: Context, { tag, name, ...asked }: Asked): Promise<Answer> => {
  const body = { ...asked, name: name ?? asked.policyId, ...(tag.length > 0 && { tags: [...tag] }) };
  return shown(await answered(api().POST('/api/v1/policies', { body })));
};

const duplicate = async (
  context: Context,
  { from, version, ...asked }: Copy & { readonly from: string; readonly policyId: string },
): Promise<Answer> => {
  const { versions } = await read(context, from);
  if (versions === 0) throw new UsageFault(`the policy ${from} has no version yet`);
  return create(context, { ...asked, derivedFrom: { policyId: from, version: version ?? versions } });
};

const suggest = async (context: Context, policyId: string, asked?: number): Promise<Answer> => {
  const revision = asked ?? (await read(context, policyId)).workspaceRevision;
  if (revision === null) throw new UsageFault(`the policy ${policyId} has no revision yet`);
  const path = '/api/v1/policies/{policyId}/workspace/revisions/{revision}/suggested-version';
  const suggested = await answered(context.api().GET(path, { params: { path: { policyId, revision } } }));
  const { base, bump, semver, reasons } = suggested;
  const about = fields([
    ['revision', revision],
    ['published', base === null ? 'nothing yet' : `version ${base.version} (${base.semver})`],
    ['bump', bump],
    ['suggested', semver],
  ]);
  const why = reasons.map(({ bump: height, subject, detail }) => `  ${height}: ${subject}: ${detail}`);
  return { json: suggested, text: [about, ...why].join('\n') };
};

const read = ({ api }: Context, policyId: string): Promise<Policy> =>
  answered(api().GET('/api/v1/policies/{policyId}', { params: { path: { policyId } } }));

const ownerCommand = (policy: Command, act: Act): void => {
  policy
    .command('owner <policyId>')
    .description('name who answers for a policy')
    .addOption(new Option('--subject <id>', 'somebody, by the sub of their tokens').conflicts('group'))
    .option('--group <id>', 'a group of the tenant')
    .action((policyId: string, { subject, group }: NewOwner, command: Command) =>
      act(command, async ({ api }) => {
        const id = subject ?? group;
        if (id === undefined) throw new UsageFault('name the owner: --subject or --group');
        const body = { kind: subject === undefined ? 'group' : 'subject', id } as const;
        const asked = { params: { path: { policyId } }, body };
        return shown(await answered(api().PUT('/api/v1/policies/{policyId}/owner', asked)));
      }),
    );
};

const list = async ({ api }: Context, filter: Filter): Promise<Answer> => {
  const items = await listed((page) =>
    answered(api().GET('/api/v1/policies', { params: { query: { ...filter, ...page } } })),
  );
  const rows = items.map(({ policyId, name, owner, versions, latestPublished }) => [
    policyId,
    name,
    owner?.id ?? '–',
    String(versions),
    latestPublished ?? '–',
  ]);
  return { json: { items }, text: table(['policy', 'name', 'owner', 'versions', 'published'], rows) };
};

const shown = (policy: Policy): Answer => ({ json: policy, text: fields(Object.entries(policy)) });

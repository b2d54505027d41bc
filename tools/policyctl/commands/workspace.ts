import { answered, found, uploadBlob, type Schemas } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import { EXIT, UsageFault, type Answer } from '../answer.ts';
import type { Api } from '../client/api.ts';
import { listed } from '../client/listed.ts';
import { filesUnder, isFolder } from '../files.ts';
import { positiveInteger } from '../options.ts';
import { counted, fields, table } from '../table.ts';
import { waitUntil } from '../../servers/wait-until.ts';

const COMPILATION_MS_MAX = 60_000;

type Revision = Schemas['Revision'];

export const workspaceCommands = (root: Command, act: Act): void => {
  const workspace = root.command('workspace').description("a policy's draft");
  workspace
    .command('push <policyId> <dir>')
    .description('save a folder as the next revision, and wait for its compilation')
    .option(
      '--over <revision>',
      'only if this is still the newest one; the newest when left out',
      positiveInteger,
    )
    .option(
      '--drop-regression-tests',
      'leave out the tests that the registry added and the folder has not; they are kept otherwise',
    )
    .action((policyId: string, dir: string, options: PushOptions, command: Command) =>
      act(command, (context) => push(context, policyId, dir, options)),
    );
  workspace
    .command('history <policyId>')
    .description('list the revisions, newest first')
    .action((policyId: string, _options: object, command: Command) =>
      act(command, (context) => history(context, policyId)),
    );
  workspace
    .command('restore <policyId>')
    .description('save an earlier revision, or a version, as the next revision')
    .option('--revision <n>', 'a revision of the policy', positiveInteger)
    .option('--version <n>', 'a version', positiveInteger)
    .option('--of <policyId>', 'the policy that the version is of; this one when left out')
    .option('--over <revision>', 'only if this is still the newest one', positiveInteger)
    .action((policyId: string, options: RestoreOptions, command: Command) =>
      act(command, (context) => restore(context, policyId, options)),
    );
  workspace
    .command('show <policyId>')
    .description('show the newest revision')
    .action((policyId: string, _options: object, command: Command) =>
      act(command, async ({ api }) =>
        shown(
          await answered(
            api().GET('/api/v1/policies/{policyId}/workspace', { params: { path: { policyId } } }),
          ),
        ),
      ),
    );
};

type RestoreOptions = {
  readonly revision?: number;
  readonly version?: number;
  readonly of?: string;
  readonly over?: number;
};

const history = async ({ api }: Context, policyId: string): Promise<Answer> => {
  const items = await listed((query) =>
    answered(
      api().GET('/api/v1/policies/{policyId}/workspace/revisions', { params: { path: { policyId }, query } }),
    ),
  );
  const rows = items.map(({ revision, savedAt, savedBy, origin, compilation, disposedAt }) => [
    String(revision),
    savedAt,
    savedBy,
    originText(origin),
    compilation === null ? 'not told yet' : compilation.compiled === undefined ? 'no' : 'yes',
    disposedAt === null ? 'kept' : `disposed of ${disposedAt}`,
  ]);
  return { json: { items }, text: table(['revision', 'saved', 'by', 'from', 'compiles', 'content'], rows) };
};

const originText = (origin: Revision['origin']): string => {
  switch (origin?.kind) {
    case undefined:
      return '–';
    case 'template':
      return `template ${origin.name}`;
    case 'version':
      return `${origin.policyId} v${origin.version}`;
    case 'revision':
      return `revision ${origin.revision}`;
  }
};

const restore = async (
  { api }: Context,
  policyId: string,
  { revision, version, of, over }: RestoreOptions,
): Promise<Answer> => {
  if ((revision === undefined) === (version === undefined))
    throw new UsageFault('name either a --revision or a --version');
  const path = { policyId };
  const newest =
    over ??
    (await answered(api().GET('/api/v1/policies/{policyId}/workspace', { params: { path } }))).revision;
  const body = {
    ...(revision !== undefined && { revision }),
    ...(version !== undefined && { version }),
    ...(of !== undefined && { policyId: of }),
  };
  const saved = await answered(
    api().POST('/api/v1/policies/{policyId}/workspace/restore', {
      params: { path, header: conditionOf(newest) },
      body,
    }),
  );
  return shown(saved.compilation === null ? await compiled(api(), saved) : saved);
};

type PushOptions = { readonly over?: number; readonly dropRegressionTests?: boolean };

const push = async (
  { api, say }: Context,
  policyId: string,
  dir: string,
  { over, dropRegressionTests = false }: PushOptions,
): Promise<Answer> => {
  if (!(await isFolder(dir))) throw new UsageFault(`${dir} is a file; a workspace is a folder`);
  const files: { path: string; digest: string }[] = [];
  for (const { path, bytes } of await filesUnder(dir)) {
    files.push({ path, digest: (await uploadBlob(api(), new Uint8Array(bytes))).digest });
  }
  say(`${counted(files.length, 'file')} stored; saving the revision`);
  const before = await found(
    over === undefined
      ? api().GET('/api/v1/policies/{policyId}/workspace', { params: { path: { policyId } } })
      : revisionAt(api(), policyId, over),
  );
  const kept = before === undefined || dropRegressionTests ? [] : await missingTests(before, files);
  for (const { path } of kept) say(`${path} is kept, which the registry added`);
  const body = { files: [...files, ...kept] };
  const header = conditionOf(over ?? before?.revision);
  const saved = await answered(
    api().PUT('/api/v1/policies/{policyId}/workspace', { params: { path: { policyId }, header }, body }),
  );
  return shown(saved.compilation === null ? await compiled(api(), saved) : saved);
};

/** Tests of the revision that the registry made, and that do not lie in the folder. */
const missingTests = async (
  { files }: Revision,
  folder: readonly { readonly path: string }[],
): Promise<readonly { readonly path: string; readonly digest: string }[]> => {
  const { REGRESSION_PATH } = await import('@policy-registry/domain');
  return files
    .filter(
      ({ path }) => new RegExp(REGRESSION_PATH).test(path) && folder.every((file) => file.path !== path),
    )
    .map(({ path, sha256: digest }) => ({ path, digest }));
};

// Who saves over somebody else's revision is told so by the registry.
const conditionOf = (revision: number | undefined) =>
  revision === undefined ? { 'If-None-Match': '*' } : { 'If-Match': `"${revision}"` };

const revisionAt = (api: Api, policyId: string, revision: number) =>
  api.GET('/api/v1/policies/{policyId}/workspace/revisions/{revision}', {
    params: { path: { policyId, revision } },
  });

const compiled = (api: Api, { policyId, revision }: Revision): Promise<Revision> =>
  waitUntil('the compilation of the revision', COMPILATION_MS_MAX, async () => {
    const saved = await answered(revisionAt(api, policyId, revision));
    return saved.compilation === null ? undefined : saved;
  });

const shown = (saved: Revision): Answer => {
  const { policyId, revision, contentDigest, compilation } = saved;
  const remarks = (compilation?.diagnostics ?? []).flatMap(
    ({ file, line, column, severity, code, message, hint }) => [
      `${file}:${line}:${column}: ${severity} ${code}: ${message}`,
      ...(hint === undefined ? [] : [`  hint: ${hint}`]),
    ],
  );
  const about = fields([
    ['policy', policyId],
    ['revision', revision],
    ['content', contentDigest],
    ['engine', compilation?.engine],
    ['compiles', compilation === null ? 'not told yet' : compilation.compiled === undefined ? 'no' : 'yes'],
    ['IR digest', compilation?.compiled?.irDigest],
    ['rules', compilation?.compiled?.rules],
  ]);
  const isRefused = compilation !== null && compilation.compiled === undefined;
  return { json: saved, text: [...remarks, about].join('\n'), exitCode: isRefused ? EXIT.refused : EXIT.ok };
};

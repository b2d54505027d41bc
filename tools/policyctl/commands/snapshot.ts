import { answered, type Schemas } from '@policy-registry/client';
import type { Command } from 'commander';

import { waitUntil } from '../../servers/wait-until.ts';
import type { Act, Context } from '../act.ts';
import { EXIT, UsageFault, type Answer } from '../answer.ts';
import { listed } from '../client/listed.ts';
import type { DocumentKind } from '../document-kind.ts';
import { counted, fields, table } from '../table.ts';
import { summaryFields } from './snapshot-summary.ts';

const IMPORT_MS_MAX = 10 * 60_000;

type Snapshot = Schemas['Snapshot'];

type Import = {
  readonly options?: string;
  readonly sbom?: string;
  readonly advisoryCursor?: string;
  readonly vexCursor?: string;
  readonly local?: boolean;
  readonly out?: string;
};

export const snapshotCommands = (root: Command, act: Act): void => {
  const snapshot = root.command('snapshot').description('immutable sets of findings');
  snapshot
    .command('import <paths...>')
    .description('import Trivy reports and OpenVEX documents: files, or a folder of them')
    .option('--options <file>', 'import options: tags and signals')
    .option('--sbom <names>', 'what a scheduler calls the reports, separated by commas')
    .option('--advisory-cursor <text>', 'what a scheduler calls the advisories')
    .option('--vex-cursor <text>', 'what a scheduler calls the VEX documents')
    .option('--local', 'derive it on this machine, without any registry')
    .option('--out <file>', 'with --local: where the manifest is written to')
    .action((paths: string[], options: Import, command: Command) =>
      act(command, async (context) =>
        options.local === true
          ? (await import('./snapshot-local.ts')).importHere(paths, options)
          : importDocuments(context, paths, options),
      ),
    );
  snapshot
    .command('show <snapshotId>')
    .description('show one snapshot: its manifest, what it holds in numbers, and its age')
    .action((id: string, _options: object, command: Command) => act(command, (context) => show(context, id)));
  snapshot
    .command('diff <snapshotId> <against>')
    .description('what a snapshot has otherwise than another')
    .option('--exit-code', 'end with 1 when there is a difference')
    .action((id: string, against: string, options: { exitCode?: boolean }, command: Command) =>
      act(command, async (context) =>
        (await import('./snapshot-diff.ts')).diff(context, id, against, options),
      ),
    );
  snapshot
    .command('list')
    .description('list every snapshot')
    .action((_options: object, command: Command) => act(command, list));
};

const read = async ({ api }: Context, snapshotId: string): Promise<Snapshot> =>
  answered(api().GET('/api/v1/snapshots/{snapshotId}', { params: { path: { snapshotId } } }));

const show = async (context: Context, id: string): Promise<Answer> => {
  const snapshot = await read(context, id);
  return shown(snapshot, snapshot.state === 'frozen' ? await readSummary(context, id) : null);
};

const readSummary = ({ api }: Context, snapshotId: string): Promise<Schemas['SnapshotSummary']> =>
  answered(api().GET('/api/v1/snapshots/{snapshotId}/summary', { params: { path: { snapshotId } } }));

const importDocuments = async (
  context: Context,
  paths: readonly string[],
  options: Import,
): Promise<Answer> => {
  const { documentsAt } = await import('../documents-at.ts');
  const files = await documentsAt(paths, options.options);
  const documents: { name: string; kind: DocumentKind; digest: string }[] = [];
  for (const { name, kind, content } of files) {
    documents.push({ name, kind, digest: (await context.api().putDocument(content)).digest });
  }
  context.say(`${counted(documents.length, 'document')} stored; importing`);

  const inputs = inputsOf(options);
  const body = { documents, ...(inputs !== undefined && { inputs }) };
  const importing = await answered(context.api().POST('/api/v1/snapshots', { body }));
  return shown(
    await waitUntil('the end of the import', IMPORT_MS_MAX, async () => {
      const snapshot = await read(context, importing.snapshotId);
      return snapshot.state === 'importing' ? undefined : snapshot;
    }),
  );
};

const inputsOf = ({ sbom, advisoryCursor, vexCursor }: Import) => {
  if (sbom === undefined && advisoryCursor === undefined && vexCursor === undefined) return undefined;
  if (sbom === undefined || advisoryCursor === undefined || vexCursor === undefined) {
    throw new UsageFault('--sbom, --advisory-cursor and --vex-cursor are given together or not at all');
  }
  return { sbomSet: sbom.split(',').filter((name) => name !== ''), advisoryCursor, vexCursor };
};

const list = async ({ api }: Context): Promise<Answer> => {
  const items = await listed((query) => answered(api().GET('/api/v1/snapshots', { params: { query } })));
  const rows = items.map(({ snapshotId, state, tuples, manifestDigest }) => [
    snapshotId,
    state,
    tuples === null ? '–' : String(tuples),
    manifestDigest ?? '–',
  ]);
  return { json: { items }, text: table(['snapshot', 'state', 'tuples', 'manifest'], rows) };
};

const shown = (snapshot: Snapshot, summary?: Schemas['SnapshotSummary'] | null): Answer => {
  const { snapshotId, state, manifestDigest, importer, tuples, shards, counts, faults } = snapshot;
  const text = fields([
    ['snapshot', snapshotId],
    ['state', state],
    ['manifest', manifestDigest],
    ['importer', importer],
    ['tuples', tuples],
    ['shards', shards],
    [
      'items',
      counts &&
        Object.entries(counts)
          .map(([name, count]) => `${count} ${name}`)
          .join(', '),
    ],
    ...(summary ? summaryFields(summary) : []),
  ]);
  const lines = faults.map(
    ({ document, pointer, code, detail }) => `${document} ${pointer}: ${code}: ${detail}`,
  );
  return {
    json: summary === undefined ? snapshot : { ...snapshot, summary },
    text: [...lines, text].join('\n'),
    exitCode: state === 'refused' ? EXIT.refused : EXIT.ok,
  };
};

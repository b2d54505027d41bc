import { answered, type Schemas } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import { EXIT, UsageFault, type Answer } from '../answer.ts';
import { listed } from '../client/listed.ts';
import { dryRunOption, positiveInteger } from '../options.ts';
import { fields, table } from '../table.ts';

type Thread = Schemas['Thread'];
type Comment = {
  readonly file?: string;
  readonly line?: number;
  readonly blocking?: boolean;
  readonly thread?: number;
  readonly text: string;
};
type OfThread = { readonly thread: number };
type OfVersion = { readonly policyId: string; readonly version: number };

const THREADS = '/api/v1/policies/{policyId}/versions/{version}/threads';

/** What is said of versions. */
export const threadCommands = (version: Command, act: Act): void => {
  ofVersion(version, 'comment')
    .description('say something of a version, of a file of it or of a line, or answer in a thread')
    .addOption(dryRunOption())
    .option('--file <path>', 'the file that it is about')
    .option('--line <n>', 'the line of the file', positiveInteger)
    .option('--blocking', 'neither approve nor publish the version until it is resolved')
    .requiredOption('--text <text>', 'what to say')
    .option('--thread <t>', 'the thread to answer in', positiveInteger)
    .action((policyId: string, number: number, options: Comment, command: Command) =>
      act(command, (context) => comment(context, { policyId, version: number }, options)),
    );
  ofVersion(version, 'threads')
    .description('list what was said of a version')
    .option('--exit-code', 'end with 1 where a blocking thread is not resolved')
    .action((policyId: string, number: number, options: { exitCode?: boolean }, command: Command) =>
      act(command, (context) => list(context, { policyId, version: number }, options.exitCode === true)),
    );
  ofVersion(version, 'thread')
    .requiredOption('--thread <t>', 'its number', positiveInteger)
    .description('show a thread with its comments')
    .action((policyId: string, number: number, { thread }: OfThread, command: Command) =>
      act(command, (context) => show(context, { policyId, version: number, thread })),
    );
  for (const [verb, what] of [
    ['resolve', 'say that a thread is settled'],
    ['reopen', 'say that a thread is not settled after all'],
  ] as const)
    ofVersion(version, verb)
      .requiredOption('--thread <t>', 'its number', positiveInteger)
      .description(what)
      .addOption(dryRunOption())
      .action((policyId: string, number: number, { thread }: OfThread, command: Command) =>
        act(command, async ({ api }) => {
          const params = { path: { policyId, version: number, thread } };
          return shown(await answered(api().POST(`${THREADS}/{thread}/${verb}`, { params })));
        }),
      );
};

const ofVersion = (version: Command, name: string): Command =>
  version.command(`${name} <policyId>`).argument('<version>', 'its number', positiveInteger);

const comment = async (
  { api }: Context,
  path: OfVersion,
  { text, file, line, blocking: isBlocking = false, thread }: Comment,
): Promise<Answer> => {
  if (thread !== undefined) {
    if (file !== undefined || line !== undefined || isBlocking)
      throw new UsageFault('an answer is about what its thread is about: leave --file, --line, --blocking');
    const params = { path: { ...path, thread } };
    return shown(
      await answered(api().POST(`${THREADS}/{thread}/replies`, { params, body: { comment: text } })),
    );
  }
  if (file === undefined && line !== undefined) throw new UsageFault('say in which --file the line is');
  const place = file === undefined ? {} : { place: { path: file, ...(line !== undefined && { line }) } };
  const body = { comment: text, isBlocking, ...place };
  return shown(await answered(api().POST(THREADS, { params: { path }, body })));
};

const list = async ({ api }: Context, path: OfVersion, hasExitCode: boolean): Promise<Answer> => {
  const items = await listed((query) => answered(api().GET(THREADS, { params: { path, query } })));
  const rows = items.map((thread) => [
    String(thread.thread),
    placeOf(thread),
    stateOf(thread),
    String(thread.comments.length),
    thread.comments[0]?.by ?? '',
  ]);
  const isHeldBack = items.some(({ isBlocking, isResolved }) => isBlocking && !isResolved);
  return {
    json: { items },
    text: table(['thread', 'about', 'state', 'comments', 'started by'], rows),
    exitCode: hasExitCode && isHeldBack ? EXIT.refused : EXIT.ok,
  };
};

const show = async ({ api }: Context, path: OfVersion & OfThread): Promise<Answer> => {
  const thread = await answered(api().GET(`${THREADS}/{thread}`, { params: { path } }));
  const texts = await answered(api().GET(`${THREADS}/{thread}/texts`, { params: { path } }));
  const comments = thread.comments.map((one, index) => ({ ...one, text: texts.comments[index] ?? '' }));
  const said = comments.map(({ by, at, text }) => `${by}, ${at}:\n${text}`);
  return {
    json: { ...thread, comments },
    text: [shown(thread).text, ...said].join('\n\n'),
  };
};

const placeOf = ({ place }: Thread): string => {
  if (place === null) return 'the version';
  return place.line === null ? place.path : `${place.path}:${place.line}`;
};

const stateOf = ({ isBlocking, isResolved }: Thread): string => {
  if (isResolved) return 'resolved';
  return isBlocking ? 'blocking' : 'open';
};

const shown = (thread: Thread): Answer => ({
  json: thread,
  text: fields([
    ['policy', thread.policyId],
    ['version', thread.version],
    ['thread', thread.thread],
    ['about', placeOf(thread)],
    ['state', stateOf(thread)],
    ['resolved by', thread.resolution?.by],
    ['comments', thread.comments.length],
  ]),
});

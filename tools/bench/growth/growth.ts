import { randomBytes } from 'node:crypto';

import { tenants } from '../../dev-issuer/personas.ts';
import type { Ground, Stack } from '../../stack/start-stack.ts';
import type { Benchmark, BenchmarkOptions, Report } from '../benchmark.ts';
import { openBroker } from '../commands/broker.ts';
import { conditionsNotes } from '../conditions.ts';
import { fillRegistry } from '../history/fill.ts';
import { history } from '../history/history.ts';
import { openCaller, type Caller } from '../load/caller.ts';
import { onStack } from '../load/on-stack.ts';
import { programsOf } from '../load/stack-programs.ts';
import { grouped } from '../print.ts';
import { comparison, TURNS } from './comparison.ts';
import { firstRow, pairRows } from './rows.ts';
import { creations, versionsOf, type Side } from './sides.ts';

const EVENTS_DEFAULT = 1_000_000;
/** Events of each aggregate that is called long; of a shorter log than usual a hundredth. */
const LONG_EVENTS = 10_000;
const longEventsOf = (events: number): number => Math.min(LONG_EVENTS, Math.ceil(events / 100));
/** Commands to one aggregate take turns: of several of them there is as much to do at once as of many. */
const POLICIES = 8;

const named = (kind: string): readonly string[] =>
  Array.from({ length: POLICIES }, (_, at) => `${kind}-${at}`);
const LONG = named('long');
/** Another set for every turn, so that short ones stay short. */
const SHORT = Array.from({ length: TURNS }, (_, turn) => named(`short-${turn}`));
const FIRST = 'first';

/** Whether a command costs more when there is more history: in the stream, and in its own aggregate. */
export const growth: Benchmark = async (options) => {
  const notes = conditionsNotes();
  const events = options.events ?? EVENTS_DEFAULT;
  options.report(`starting a stack with ${grouped(events)} events, and an empty one beside it`);
  const beforeApps = (ground: Ground) => fill(ground, events, options);
  const report = await onStack({ runners: 0, signal: options.signal, beforeApps }, (grown, grownSignal) =>
    onStack({ runners: 0, signal: grownSignal }, (empty, signal) =>
      measure({ grown, empty, events }, { ...options, signal }),
    ),
  );
  return { ...report, notes: [...notes, ...report.notes] };
};

const fill = async (ground: Ground, events: number, options: BenchmarkOptions): Promise<void> => {
  const long = LONG.map((policyId) => ({ policyId, events: longEventsOf(events) }));
  const short = [FIRST, ...SHORT.flat()].map((policyId) => ({ policyId, events: 1 }));
  const batches = history({ tenants, events, policies: [...long, ...short] });
  const filled = await fillRegistry(ground, { ...options, batches });
  options.report(`${grouped(filled)} events are in the log and in the read models`);
};

type Stacks = { readonly grown: Stack; readonly empty: Stack; readonly events: number };

const measure = async ({ grown, empty, events }: Stacks, options: BenchmarkOptions): Promise<Report> => {
  await using closing = new AsyncDisposableStack();
  const run = randomBytes(4).toString('hex');
  const sideOf = async (stack: Stack) => {
    const caller = await openCaller(stack.description);
    closing.defer(async () => caller.close());
    const broker = await openBroker(stack.description);
    closing.defer(broker.close);
    const programs = programsOf(stack);
    const side = (name: string, operationAt: Side['operationAt']): Side => ({
      name,
      operationAt,
      programs,
      idle: broker.idle,
    });
    return { caller, side };
  };
  const [old, young] = [await sideOf(grown), await sideOf(empty)];

  // Before anything else: nothing of them has been read since the start.
  const firstLongMs = await firstMs(old.caller, LONG[0] ?? '', run);
  const firstShortMs = await firstMs(old.caller, FIRST, run);
  const compare = comparison(options);
  const stream = await compare(
    'command (create a policy)',
    young.side('an empty stream', () => creations(young.caller, run)),
    old.side(`${grouped(events)} events in the stream`, () => creations(old.caller, run)),
  );
  const aggregate = await compare(
    'command (make a version)',
    old.side('1 event in the aggregate', (turn) => versionsOf(old.caller, run, SHORT[turn] ?? [])),
    old.side(`${grouped(longEventsOf(events))} events in the aggregate`, () =>
      versionsOf(old.caller, run, LONG),
    ),
  );
  const refusals = [...old.caller.refusals, ...young.caller.refusals];
  return {
    rows: [
      ...pairRows(stream),
      ...pairRows(aggregate),
      firstRow(grouped(longEventsOf(events)), firstLongMs, firstShortMs),
    ],
    notes: [
      `${options.concurrency} callers at once; processor time of gateway, projector, broker and database together; medians over rounds`,
      ...refusals.map(([answer, times]) => `${times} commands were answered otherwise: ${answer}`),
    ],
  };
};

const firstMs = async (caller: Caller, policyId: string, run: string): Promise<number> => {
  const startedMs = performance.now();
  if (!(await versionsOf(caller, `${run}-${policyId}`, [policyId])(1)))
    throw new Error(`no version was made: ${JSON.stringify([...caller.refusals])}`);
  return performance.now() - startedMs;
};

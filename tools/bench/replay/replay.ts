import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { z } from 'zod';

import { tenants } from '../../dev-issuer/personas.ts';
import type { StackDescription } from '../../stack/description.ts';
import type { Ground } from '../../stack/start-stack.ts';
import type { Benchmark, BenchmarkOptions, Report } from '../benchmark.ts';
import { openBroker } from '../commands/broker.ts';
import { conditionsNotes } from '../conditions.ts';
import { connectAdmin, fillLog } from '../history/fill.ts';
import { history } from '../history/history.ts';
import { onStack } from '../load/on-stack.ts';
import { alternatingRounds } from '../load/rounds.ts';
import { grouped } from '../print.ts';
import { rowsOf, type Contender, type Run } from './rows.ts';

const EVENTS_DEFAULT = 500_000;
const ROUNDS = 3;
const TIMED: readonly Contender[] = ['replay', 'hash'];
const RUN_MS_MAX = 600_000;

/** What an auditor does with the whole log: read, verify, judge and fold every message of it. */
export const replay: Benchmark = async (options) => {
  const notes = conditionsNotes();
  const events = options.events ?? EVENTS_DEFAULT;
  options.report(`filling a log with ${grouped(events)} events`);
  const beforeApps = (ground: Ground) => fill(ground, events, options);
  const { signal } = options;
  const report = await onStack({ isServersOnly: true, signal, beforeApps }, ({ description }, lasting) =>
    measure(description, { ...options, signal: lasting }),
  );
  return { ...report, notes: [...notes, ...report.notes] };
};

const fill = async (ground: Ground, events: number, options: BenchmarkOptions): Promise<void> => {
  const connection = await connectAdmin(ground);
  try {
    const half = Math.floor(events / 2);
    await fillLog(connection, { ...options, batches: history({ tenants, events: half, changes: half }) });
  } finally {
    await connection.close();
  }
};

const measure = async (stack: StackDescription, options: BenchmarkOptions): Promise<Report> => {
  const runs = new Map<Contender, Run[]>();
  for (const contender of [...alternatingRounds(TIMED, ROUNDS), 'held'] as const) {
    options.report(`a turn: ${contender}`);
    const run = await audited(stack, contender, options.signal);
    runs.set(contender, [...(runs.get(contender) ?? []), run]);
  }
  const broker = await openBroker(stack);
  await broker.close();
  const [first] = runs.get('replay') ?? [];
  return {
    rows: rowsOf({
      replays: runs.get('replay') ?? [],
      hashings: runs.get('hash') ?? [],
      held: runs.get('held') ?? [],
    }),
    notes: [
      `nats-server ${broker.version}; ${grouped(first?.messages ?? 0)} messages, of which ${grouped(first?.accepted ?? 0)} count, read from the broker by a process of its own; medians over ${ROUNDS} rounds`,
    ],
  };
};

const Audited = z.object({
  messages: z.int().positive(),
  ms: z.number(),
  processorMs: z.number(),
  accepted: z.int(),
  firstHalfMib: z.number(),
  secondHalfMib: z.number(),
});

const audited = async (
  { nats }: StackDescription,
  contender: Contender,
  signal: AbortSignal,
): Promise<Run> => {
  const program = join(import.meta.dirname, 'auditor.ts');
  const collecting = contender === 'held' ? ['--expose-gc'] : [];
  const args = [...collecting, '--disable-warning=ExperimentalWarning', program, '--url', nats.url];
  const more = ['--credentials', nats.auditor, ...(contender === 'hash' ? ['--only', 'hash'] : [])];
  const { stdout } = await promisify(execFile)(process.execPath, [...args, ...more], {
    signal,
    timeout: RUN_MS_MAX,
  });
  const run = Audited.parse(JSON.parse(stdout));
  if (run.accepted !== run.messages)
    throw new Error(`${run.messages - run.accepted} messages of the benchmark do not count`);
  return run;
};

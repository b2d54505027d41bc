import { randomBytes } from 'node:crypto';

import type { Stack } from '../../stack/start-stack.ts';
import { fullLoad } from '../load/full-load.ts';
import { onStack } from '../load/on-stack.ts';
import { counter, type Operation } from '../load/operation.ts';
import { pacedLoad } from '../load/paced-load.ts';
import { profiled } from '../load/profiled.ts';
import { processorSecondsOf, usedBetween, type Watched } from '../load/programs.ts';
import { alternatingRounds } from '../load/rounds.ts';
import { summaryOf, type Sample, type Summary } from '../load/statistics.ts';
import { programsOf } from '../load/stack-programs.ts';
import { openBroker } from './broker.ts';
import { databaseSettings, emmettAppends, peerDatabase } from './database.ts';
import type { Mode } from './mode.ts';
import { openRegistry } from './registry.ts';

const ROUNDS = 3;
// The registry's three programs start cold, whereas this one has run its own code for a while.
const WARM_UPS = { registry: 3, emmett: 1, jetStream: 1 } as const;
/** Turns of equal length that one mode takes: warm-ups, rounds of three, rounds at half load. */
export const TURNS = WARM_UPS.registry + WARM_UPS.emmett + WARM_UPS.jetStream + ROUNDS * 3 + ROUNDS;

export type MeasureOptions = {
  readonly concurrency: number;
  readonly turnMs: number;
  readonly hasEmmett: boolean;
  /** Folder for CPU profiles of gateway and projector. */
  readonly profile?: string | undefined;
  readonly report: (line: string) => void;
  readonly signal: AbortSignal;
};

/** What was measured under one pair of durability settings, and under what conditions. */
export type Measured = {
  readonly mode: Mode;
  readonly registry: Summary;
  readonly registryHalf: Summary;
  readonly halfPerSecond: number;
  readonly emmett: Summary | undefined;
  readonly jetStream: Summary;
  readonly conditions: Conditions;
  readonly refusals: ReadonlyMap<string, number>;
  /** Milliseconds of processor time per command and program, over the turns at full load. */
  readonly processorMs: ReadonlyMap<string, number>;
  /** How long the registry went on working after each of its turns at full load, on what follows from events. */
  readonly followUpMs: readonly number[];
};

export type Conditions = {
  readonly natsVersion: string;
  readonly postgresVersion: string;
  readonly synchronousCommit: string;
  readonly fsync: string;
  readonly requestBytes: number;
  readonly eventBytes: number;
};

type ContenderName = keyof typeof WARM_UPS;

/** Starts a fresh stack, measures everybody on it in alternating rounds, and removes it. */
export const measure = async (mode: Mode, options: MeasureOptions): Promise<Measured> => {
  options.report(`${mode.title}: starting a stack`);
  const { syncInterval } = mode;
  const { profile, signal } = options;
  const started = { runners: 1, syncInterval, signal, extra: profiled(profile, ['gateway', 'projector']) };
  return onStack(started, (stack, lasting) => measureOn(stack, mode, { ...options, signal: lasting }));
};

const measureOn = async (running: Stack, mode: Mode, options: MeasureOptions): Promise<Measured> => {
  const stack = running.description;
  const programs = programsOf(running);
  await using closing = new AsyncDisposableStack();
  const registry = await openRegistry(stack, randomBytes(4).toString('hex'));
  closing.defer(async () => registry.close());
  const broker = await openBroker(stack);
  closing.defer(broker.close);
  const turns = turnsOf(options, broker.idle);

  options.report(`${mode.title}: warming up`);
  for (let warmUp = 0; warmUp < WARM_UPS.registry; warmUp += 1) await turns.full(registry.createPolicy);
  const event = await broker.lastEvent();
  const databaseUrl = await peerDatabase(stack.database.adminUrl, mode.synchronousCommit);
  const operations = new Map<ContenderName, Operation>([
    ['registry', registry.createPolicy],
    ['jetStream', broker.publisherOf(event)],
  ]);
  if (options.hasEmmett) {
    const emmett = await emmettAppends(databaseUrl, parsed(event));
    closing.defer(emmett.close);
    operations.set('emmett', emmett.append);
    await turns.full(emmett.append);
  }
  await turns.full(broker.publisherOf(event));

  const { samples, followUpMs, used } = await rounds(operations, turns, programs, (line) =>
    options.report(`${mode.title}: ${line}`),
  );
  const full = summaryOf(samples.get('registry') ?? []);
  if (full.count === 0)
    throw new Error(`no command was answered 201: ${JSON.stringify([...registry.refusals])}`);

  const halfPerSecond = full.perSecond / 2;
  const halves: Sample[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    options.report(`${mode.title}: half load, turn ${round} of ${ROUNDS}`);
    halves.push(await turns.paced(registry.createPolicy, halfPerSecond));
  }
  const emmettSamples = samples.get('emmett');
  return {
    mode,
    registry: full,
    registryHalf: summaryOf(halves),
    halfPerSecond,
    emmett: emmettSamples && summaryOf(emmettSamples),
    jetStream: summaryOf(samples.get('jetStream') ?? []),
    conditions: await conditionsOf(databaseUrl, { ...broker, ...registry, eventBytes: event.length }),
    refusals: registry.refusals,
    processorMs: new Map([...used].map(([program, seconds]) => [program, (seconds * 1_000) / full.count])),
    followUpMs,
  };
};

/** Every contender at full load, {@link ROUNDS} times, with what the registry's turns cost. */
const rounds = async (
  operations: ReadonlyMap<ContenderName, Operation>,
  turns: ReturnType<typeof turnsOf>,
  programs: readonly Watched[],
  report: (line: string) => void,
) => {
  const samples = new Map<ContenderName, Sample[]>();
  const followUpMs: number[] = [];
  const used = new Map<string, number>();
  for (const [at, [name, operation]] of alternatingRounds([...operations], ROUNDS).entries()) {
    report(`turn ${at + 1} of ${operations.size * ROUNDS}, ${name}`);
    const before = await processorSecondsOf(programs);
    const { sample, idleMs } = await turns.full(operation);
    samples.set(name, [...(samples.get(name) ?? []), sample]);
    if (name !== 'registry') continue;
    followUpMs.push(idleMs);
    for (const [program, seconds] of usedBetween(before, await processorSecondsOf(programs)))
      used.set(program, (used.get(program) ?? 0) + seconds);
  }
  return { samples, followUpMs, used };
};

/** Turns of equal length, each after the registry has come to rest: nobody pays for another's work. */
const turnsOf = ({ turnMs, concurrency, signal }: MeasureOptions, idle: () => Promise<number>) => {
  const next = counter();
  return {
    full: async (operation: Operation) => {
      const sample = await fullLoad(operation, { concurrency, durationMs: turnMs, next, signal });
      return { sample, idleMs: await idle() };
    },
    paced: async (operation: Operation, perSecond: number): Promise<Sample> => {
      const sample = await pacedLoad(operation, { perSecond, durationMs: turnMs, next, signal });
      await idle();
      return sample;
    },
  };
};

const parsed = (event: Uint8Array): object => {
  const json: unknown = JSON.parse(new TextDecoder().decode(event));
  if (typeof json !== 'object' || json === null)
    throw new Error('the registry stored an event that is no object');
  return json;
};

const conditionsOf = async (
  databaseUrl: string,
  known: { readonly version: string; readonly requestBytes: number; readonly eventBytes: number },
): Promise<Conditions> => {
  const { version, synchronousCommit, fsync } = await databaseSettings(databaseUrl);
  return {
    natsVersion: known.version,
    postgresVersion: version,
    synchronousCommit,
    fsync,
    requestBytes: known.requestBytes,
    eventBytes: known.eventBytes,
  };
};

import { REACTOR, STREAM } from '@policy-registry/event-store';
import { lastEventOf, simulatedBroker, type SimulatedMessage } from '@policy-registry/event-store/simulated';
import { eventSubject, type AggregateRef, type Nudge } from '@policy-registry/kernel';
import { inMemoryReadModels, type ReadModelContent } from '@policy-registry/postgres/simulated';

import { CALM, LONG_LEAP_MS, type FaultPlan } from './fault-plan.ts';
import { startProjector } from './projector.ts';
import type { Random } from './random.ts';
import { startRunner } from './runner.ts';
import { honest, type Sabotage } from './sabotage.ts';
import { scheduler as schedulerOf, type Process } from './scheduler.ts';
import type { Surroundings } from './surroundings.ts';
import { TimedOut, wireOf } from './wire.ts';

/** What a world begins with: a log, and the rows folded from it. */
export type Beginning = {
  readonly events: readonly SimulatedMessage[];
  readonly rows: ReadModelContent;
};
export const NOTHING: Beginning = { events: [], rows: { position: 0, tables: new Map() } };

export type WorldOptions = {
  readonly random: Random;
  readonly plan: FaultPlan;
  readonly beginning: Beginning;
  readonly sabotage?: Sabotage;
  /** Told of what a decider tells whoever waits. */
  readonly onNudge?: (told: Nudge) => void;
  readonly note?: (line: string) => void;
};

/** Something that a stream came to hold, with how far the log was by then. */
export type Stored = {
  readonly stream: string;
  readonly message: SimulatedMessage;
  readonly eventsSeq: number;
};

/** A message that a worker got, with how much there was in the history by then. */
export type Delivered = { readonly subject: string; readonly storedBefore: number };

/** Faults that are part of the game; anything else that a worker throws is looked at by the oracle. */
const EXPECTED: readonly string[] = ['TimedOut', 'CheckpointMoved', 'RacesLost'];
const RESTART_MS = 1_000;

/** One registry: its broker, read models and processes, under a plan of faults that can be called off. */
export const worldOf = ({
  random,
  plan,
  beginning,
  sabotage = honest,
  onNudge = ignore,
  note = () => undefined,
}: WorldOptions) => {
  let current = plan;
  let steps = 0;
  const scheduler = schedulerOf(random);
  const history: Stored[] = [];
  const deliveries: Delivered[] = [];
  const unexpected: unknown[] = [];
  const counts = { crashes: 0, faults: 0 };
  const broker = simulatedBroker({
    nowMs: scheduler.nowMs,
    isOptimistic: plan.isOptimistic,
    onStored: (stream, message) => void history.push({ stream, message, eventsSeq: lastEventOf(broker) }),
  });
  for (const { subject, data } of beginning.events) broker.publish(subject, data);
  history.length = 0;
  broker.consumer(REACTOR).skipTo(lastEventOf(broker));
  const rows = inMemoryReadModels(beginning.rows);

  const crash = (process: Process): void => {
    counts.crashes += 1;
    scheduler.end(process);
    note(`${process.name} is gone`);
    scheduler.later(OUTSIDE, RESTART_MS * (1 + random.below(15)), () => open(process.name));
  };
  const around: Surroundings = {
    scheduler,
    random,
    broker,
    rows,
    wire: (process) =>
      wireOf(
        { scheduler, random, plan: () => current, crash, note },
        process,
        process.name.startsWith('projector'),
      ),
    lag: () => random.below(current.lagMax + 1),
    crash,
    delivered: (subject) => void deliveries.push({ subject, storedBefore: history.length }),
    onFault: (error) => {
      note(`  thrown: ${String(error)}`);
      if (error instanceof TimedOut) counts.faults += 1;
      else if (!(error instanceof Error && EXPECTED.includes(error.name))) unexpected.push(error);
    },
  };
  const open = (name: string): void => startProjector(around, { name, isAlive: true }, onNudge, sabotage);
  for (let at = 1; at <= plan.projectors; at += 1) open(`projector-${at}`);
  startRunner(around, { name: 'runner', isAlive: true });

  /** One step of somebody, after what the plan has for the moment. False when nobody can do anything, ever. */
  const step = (): boolean => {
    steps += 1;
    if (current.longLeapStep === steps) scheduler.leap(LONG_LEAP_MS);
    if (random.chance(current.leapChance)) scheduler.leap(current.leapMs);
    if (random.chance(current.foreignChance)) writeForeign(around, note);
    if (scheduler.step()) return true;
    // What is due already waits for somebody who is not there yet.
    const times = [scheduler.nextTimerMs(), ...broker.consumers().map(({ nextDueAtMs }) => nextDueAtMs())];
    const nextMs = Math.min(...times.filter((atMs) => atMs > scheduler.nowMs()));
    if (nextMs === Infinity) return false;
    scheduler.leap(nextMs - scheduler.nowMs());
    return true;
  };

  return {
    around,
    rows,
    history,
    deliveries,
    unexpected,
    counts,
    step,
    steps: () => steps,
    /** From now on everything works. */
    heal: (): void => {
      current = { ...CALM, isOptimistic: plan.isOptimistic };
    },
    /** Nothing waits to be decided, worked on, reacted to or projected. */
    isDrained: (): boolean =>
      broker.consumers().every(({ isIdle }) => isIdle()) && rows.content().position === lastEventOf(broker),
    events: (): readonly SimulatedMessage[] => {
      const stream = broker.stream(STREAM.events);
      return Array.from({ length: stream.lastSeq() }, (_, at) => stream.bySeq(at + 1, 0)).flatMap(
        (each) => each ?? [],
      );
    },
  };
};
export type World = ReturnType<typeof worldOf>;

const OUTSIDE: Process = { name: 'operator', isAlive: true };
const ignore = (_told: Nudge): void => undefined;

/** Bytes on a subject of events that no decider wrote: rubbish, or an event that was there before. */
const writeForeign = ({ random, broker }: Surroundings, note: (line: string) => void): void => {
  const stream = broker.stream(STREAM.events);
  const stored = stream.bySeq(1 + random.below(stream.lastSeq()), 0);
  if (stored === undefined) return;
  const subject = random.chance(0.5) ? stored.subject : eventSubject(random.pick(TARGETS));
  const data = random.chance(0.5) ? stored.data : new TextEncoder().encode('{"not":"an event"}');
  note(`somebody writes to ${subject}`);
  broker.publish(subject, data);
};
const TARGETS: readonly AggregateRef[] = [
  { tenant: 'acme', type: 'policy', id: 'pay-gate' },
  { tenant: 'acme', type: 'policy', id: 'p-0' },
  { tenant: 'acme', type: 'workspace', id: 'pay-gate' },
  { tenant: 'acme', type: 'simulation', id: 'sim-new' },
];

import { randomBytes } from 'node:crypto';

import { tenants } from '../../dev-issuer/personas.ts';
import type { Ground, Stack } from '../../stack/start-stack.ts';
import type { Benchmark, BenchmarkOptions, Report } from '../benchmark.ts';
import { openBroker } from '../commands/broker.ts';
import { conditionsNotes } from '../conditions.ts';
import { fillRegistry } from '../history/fill.ts';
import { history, ordinaryPolicy } from '../history/history.ts';
import { LIFE_EVENTS } from '../history/lives.ts';
import { openCaller } from '../load/caller.ts';
import { fullLoad } from '../load/full-load.ts';
import { onStack } from '../load/on-stack.ts';
import { counter, type Operation } from '../load/operation.ts';
import { pacedLoad } from '../load/paced-load.ts';
import { profiled } from '../load/profiled.ts';
import { alternatingRounds } from '../load/rounds.ts';
import { summaryOf, type Sample } from '../load/statistics.ts';
import { grouped } from '../print.ts';
import { KINDS, MIX, mixed, mixOf, type Kind, type Mix } from './mix.ts';
import { openSelects } from './peer.ts';
import { rowsOf } from './rows.ts';

/** 2,000 policies of two tenants. */
const EVENTS_DEFAULT = 20_000;
const ROUNDS = 3;
const WARM_UPS = 2;
const CONTENDERS = ['full', 'one', 'page', 'selectOne', 'selectPage'] as const;
const TURNS = WARM_UPS + ROUNDS * (CONTENDERS.length + 1);
const TEN = KINDS.reduce((sum, kind) => sum + MIX[kind], 0);

/** Reads while commands are decided, and beside the queries that they ask. */
export const reads: Benchmark = async (options) => {
  const notes = conditionsNotes();
  const events = options.events ?? EVENTS_DEFAULT;
  options.report(`starting a stack with ${grouped(events)} events`);
  let gatewayUrl = '';
  const beforeApps = async (ground: Ground): Promise<void> => {
    gatewayUrl = ground.database.gateway;
    await fillRegistry(ground, { ...options, batches: history({ tenants, events }) });
  };
  const { profile, signal } = options;
  const started = { runners: 0, signal, beforeApps, extra: profiled(profile, ['gateway', 'projector']) };
  const report = await onStack(started, (stack, lasting) =>
    measure({ stack, gatewayUrl, events }, { ...options, signal: lasting }),
  );
  return { ...report, notes: [...notes, ...report.notes] };
};

type Filled = { readonly stack: Stack; readonly gatewayUrl: string; readonly events: number };

const measure = async ({ stack, gatewayUrl, events }: Filled, options: BenchmarkOptions): Promise<Report> => {
  await using closing = new AsyncDisposableStack();
  const caller = await openCaller(stack.description);
  closing.defer(async () => caller.close());
  const broker = await openBroker(stack.description);
  closing.defer(broker.close);
  const policyIds = policiesOfFirst(events);
  const mix = await mixOf(caller, randomBytes(4).toString('hex'), policyIds);
  const selects = await openSelects(gatewayUrl, caller.tenant, policyIds);
  closing.defer(selects.close);

  const turns = turnsOf(options, broker.idle);
  for (let warmUp = 0; warmUp < WARM_UPS; warmUp += 1) await turns.full(mixed(mix));
  const operations = {
    full: mixed(mix),
    one: mix.one,
    page: mix.page,
    selectOne: selects.one,
    selectPage: selects.page,
  };
  const samples = new Map<string, Sample[]>();
  const keep = (name: string, sample: Sample): void =>
    void samples.set(name, [...(samples.get(name) ?? []), sample]);
  for (const name of alternatingRounds(CONTENDERS, ROUNDS)) {
    options.report(`a turn at full load: ${name}`);
    keep(name, await turns.full(operations[name]));
  }
  const summary = (name: string) => summaryOf(samples.get(name) ?? []);
  const perSecond = summary('full').perSecond / 2;
  for (let round = 1; round <= ROUNDS; round += 1) {
    options.report(`half load, turn ${round} of ${ROUNDS}`);
    for (const [kind, sample] of await turns.half(mix, perSecond)) keep(`half ${kind}`, sample);
  }
  if (caller.refusals.size > 0)
    throw new Error(`requests were answered otherwise: ${JSON.stringify([...caller.refusals])}`);
  const half = { one: summary('half one'), page: summary('half page'), command: summary('half command') };
  return {
    rows: rowsOf({
      full: summary('full'),
      half,
      one: summary('one'),
      page: summary('page'),
      selectOne: summary('selectOne'),
      selectPage: summary('selectPage'),
    }),
    notes: [
      `${options.concurrency} callers at once, ${grouped(policyIds.length)} policies of the tenant; half load is ${Math.round(perSecond)} requests/s; medians over rounds`,
      `nats-server ${broker.version}, PostgreSQL ${selects.version}; measured ${half.one.count} reads of one, ${half.page.count} of a page and ${half.command.count} commands at half load`,
    ],
  };
};

/** Turns of equal length, each after the registry has come to rest. */
const turnsOf = ({ seconds, concurrency, signal }: BenchmarkOptions, idle: () => Promise<number>) => {
  const next = counter();
  const durationMs = (seconds * 1_000) / TURNS;
  return {
    full: async (operation: Operation): Promise<Sample> => {
      const sample = await fullLoad(operation, { concurrency, durationMs, next, signal });
      await idle();
      return sample;
    },
    half: async (mix: Mix, perSecond: number): Promise<ReadonlyMap<Kind, Sample>> => {
      const paced = async (kind: Kind) => {
        const load = { perSecond: (perSecond * MIX[kind]) / TEN, durationMs, next, signal };
        return [kind, await pacedLoad(mix[kind], load)] as const;
      };
      const samples = new Map(await Promise.all(KINDS.map(paced)));
      await idle();
      return samples;
    },
  };
};

/** Ordinary policies are dealt to the tenants in turn. */
const policiesOfFirst = (events: number): readonly string[] =>
  Array.from({ length: Math.ceil(events / LIFE_EVENTS / tenants.length) }, (_, at) =>
    ordinaryPolicy(at * tenants.length),
  );

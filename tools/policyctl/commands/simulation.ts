import type { ResultClass } from '@policy-registry/simulation';
import type { Command } from 'commander';
import { z } from 'zod';

import type { Act, Context } from '../act.ts';
import { EXIT, type Answer } from '../answer.ts';
import { followSimulation, hasEnded, Simulation } from '../client/follow-simulation.ts';
import { listed } from '../client/pages.ts';
import { readShards } from '../client/recorded-simulation.ts';
import { interruptible } from '../interruptible.ts';
import { fields, table } from '../table.ts';

// In order of precedence: a finding gets the first class that applies.
const CLASSES = [
  'error_new',
  'error_fixed',
  'not_evaluable',
  'newly_blocked',
  'newly_allowed',
  'severity_raised',
  'severity_lowered',
  'outcome_changed',
  'unchanged',
] as const satisfies readonly ResultClass[];

export const simulationCommands = (root: Command, act: Act): void => {
  const simulation = root.command('simulation').description('simulations that were started');
  const withId = (
    name: string,
    description: string,
    work: (context: Context, id: string) => Promise<Answer>,
  ): void =>
    void simulation
      .command(`${name} <simulationId>`)
      .description(description)
      .action((id: string, _options: object, command: Command) =>
        act(command, (context) => work(context, id)),
      );
  withId('show', 'show one simulation', async (context, id) => shown(await read(context, id)));
  withId('wait', 'follow one simulation to its end', async (context, id) => shown(await follow(context, id)));
  const ask = (step: string) => async (context: Context, id: string) =>
    shown(
      Simulation.parse(
        await context.api().mutate({ method: 'POST', path: `${pathOf(id)}/${step}`, body: {} }),
      ),
    );
  withId(
    'cancel',
    'cancel one that waits or runs, or the twin run of one that succeeded',
    // A simulation that is cancelled is bad news to all but who cancels it.
    async (context, id) => ({ ...(await ask('cancel')(context, id)), exitCode: EXIT.ok }),
  );
  withId(
    'retry',
    'try once more what failed, and nothing else: shards, the reduction or the signature',
    ask('retry'),
  );
  withId('twin', 'evaluate every shard a second time and compare', ask('twin'));
  withId('shards', 'show which runner evaluated what', shards);
  withId(
    'verify',
    'reduce the stored partial results once more, and compare with the recorded digest',
    async (context, id) => (await import('./simulation-verify.ts')).verify(context, id),
  );
  simulation
    .command('queue')
    .description('list what runs and what waits, in the order in which it will')
    .action((_options: object, command: Command) => act(command, queue));
  simulation
    .command('list')
    .description('list every simulation')
    .action((_options: object, command: Command) => act(command, list));
};

const pathOf = (id: string): string => `/simulations/${encodeURIComponent(id)}`;

const read = async ({ api }: Context, id: string): Promise<Simulation> =>
  Simulation.parse(await api().get(pathOf(id)));

/** Follows a simulation to its end, showing how far it has come; Ctrl-C asks whether to cancel it. */
export const follow = (context: Context, id: string): Promise<Simulation> => {
  const { api, say, progress } = context;
  let last = '';
  const cancel = async (): Promise<void> =>
    void (await api().mutate({ method: 'POST', path: `${pathOf(id)}/cancel`, body: {} }));
  return interruptible(`simulation ${id}`, cancel, () =>
    followSimulation(api(), id, ({ state, evaluations, evaluationsTotal }) => {
      if (state === 'running') progress('shards evaluated of', evaluations, evaluationsTotal);
      else if (state !== last) say(`the simulation is ${state}`);
      last = state;
    }),
  );
};

const shards = async ({ api }: Context, id: string): Promise<Answer> => {
  const items = await readShards(api(), id);
  const rows = items.map(({ index, replica, tuples, runner, partialDigest }) => [
    String(index),
    String(replica),
    String(tuples),
    runner,
    partialDigest,
  ]);
  return { json: { items }, text: table(['shard', 'replica', 'tuples', 'runner', 'partial result'], rows) };
};

const Queued = z.looseObject({ simulationId: z.string(), state: z.string(), priority: z.string() });

const queue = async ({ api }: Context): Promise<Answer> => {
  const { items } = z.looseObject({ items: z.array(Queued) }).parse(await api().get('/simulations/queue'));
  const rows = items.map(({ simulationId, state, priority }) => [simulationId, state, priority]);
  return { json: { items }, text: table(['simulation', 'state', 'priority'], rows) };
};

const list = async ({ api }: Context): Promise<Answer> => {
  const items = await listed(api(), '/simulations', Simulation);
  const rows = items.map(({ simulationId, policyId, inputs, state, tuples, result }) => [
    simulationId,
    policyId,
    String(inputs.candidate.version),
    state,
    String(tuples),
    result?.resultDigest ?? '–',
  ]);
  return {
    json: { items },
    text: table(['simulation', 'policy', 'version', 'state', 'tuples', 'result'], rows),
  };
};

export const shown = (simulation: Simulation): Answer => {
  const {
    simulationId,
    policyId,
    state,
    inputs,
    tuples,
    shards: shardCount,
    runners,
    result,
    attestation,
    failure,
  } = simulation;
  const base = inputs.base.version === undefined ? 'the empty policy' : `version ${inputs.base.version}`;
  const text = fields([
    ['simulation', simulationId],
    ['state', state],
    ['candidate', `${policyId} version ${inputs.candidate.version}`],
    ['base', base],
    ['evaluated at', inputs.evaluatedAt],
    ['tuples', tuples],
    ['shards', shardCount],
    [
      'evaluations by',
      Object.entries(runners)
        .map(([runner, count]) => `${runner} ${count}`)
        .join(', '),
    ],
    ...CLASSES.map((name) => [`  ${name}`, result?.counts[name]] as const),
    ['result', result?.resultDigest],
    ['evidence', result?.evidenceDigest],
    ['signed by key', attestation?.keyId],
    ['failure', failure && `${failure.code}: ${failure.detail}`],
  ]);
  const isBad = hasEnded(simulation) && state !== 'succeeded';
  return { json: simulation, text, exitCode: isBad ? EXIT.refused : EXIT.ok };
};

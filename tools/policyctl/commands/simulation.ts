import { answered, followSimulation, hasEnded, type Schemas } from '@policy-registry/client';
import type { ResultClass } from '@policy-registry/simulation';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import { EXIT, type Answer } from '../answer.ts';
import { listed } from '../client/listed.ts';
import { readShards } from '../client/recorded-simulation.ts';
import { interruptible } from '../interruptible.ts';
import { fields, table } from '../table.ts';

type Simulation = Schemas['Simulation'];

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
  const ask = (step: 'cancel' | 'retry' | 'twin') => async (context: Context, id: string) =>
    shown(await answered(context.api().POST(`/api/v1/simulations/{simulationId}/${step}`, at(id))));
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

const at = (simulationId: string) => ({ params: { path: { simulationId } } });

const read = async ({ api }: Context, id: string): Promise<Simulation> =>
  answered(api().GET('/api/v1/simulations/{simulationId}', at(id)));

/** Follows a simulation to its end, showing how far it has come; Ctrl-C asks whether to cancel it. */
export const follow = (context: Context, id: string): Promise<Simulation> => {
  const { api, say, progress } = context;
  let last = '';
  const cancel = async (): Promise<void> =>
    void (await answered(api().POST('/api/v1/simulations/{simulationId}/cancel', at(id))));
  return interruptible(`simulation ${id}`, cancel, async () => {
    for await (const simulation of followSimulation(api(), id)) {
      const { state, evaluations, evaluationsTotal } = simulation;
      if (hasEnded(simulation)) return simulation;
      if (state === 'running') progress('shards evaluated of', evaluations, evaluationsTotal);
      else if (state !== last) say(`the simulation is ${state}`);
      last = state;
    }
    throw new Error(`nothing more is told of simulation ${id}`);
  });
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

const queue = async ({ api }: Context): Promise<Answer> => {
  const { items } = await answered(api().GET('/api/v1/simulations/queue'));
  const rows = items.map(({ simulationId, state, priority }) => [simulationId, state, priority]);
  return { json: { items }, text: table(['simulation', 'state', 'priority'], rows) };
};

const list = async ({ api }: Context): Promise<Answer> => {
  const items = await listed((query) => answered(api().GET('/api/v1/simulations', { params: { query } })));
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
  const base = inputs.base.kind === 'empty' ? 'the empty policy' : `version ${inputs.base.version}`;
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
    ['waived', waivedIn(result)],
    ['result', result?.resultDigest],
    // A quick simulation has none.
    ['evidence', result !== null && 'evidenceDigest' in result ? result.evidenceDigest : undefined],
    ['signed by key', attestation?.keyId],
    ['failure', failure && `${failure.code}: ${failure.detail}`],
  ]);
  const isBad = hasEnded(simulation) && state !== 'succeeded';
  return { json: simulation, text, exitCode: isBad ? EXIT.refused : EXIT.ok };
};

/** How many tuples waivers cover, and how many each does. */
const waivedIn = (result: Simulation['result']): string | undefined => {
  const waived = result !== null && 'waived' in result ? result.waived : undefined;
  return (
    waived && `${waived.tuples}: ${waived.waivers.map((one) => `${one.waiverId} ${one.tuples}`).join(', ')}`
  );
};

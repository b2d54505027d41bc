import type { ResultClass } from '@policy-registry/simulation';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import { EXIT, type Answer } from '../answer.ts';
import { followSimulation, hasEnded, Simulation } from '../client/follow-simulation.ts';
import { listed } from '../client/pages.ts';
import { readShards } from '../client/recorded-simulation.ts';
import { pairs, positiveInteger } from '../options.ts';
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

type Start = {
  readonly version: number;
  readonly snapshot: string;
  readonly environment?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly evaluatedAt?: string;
  readonly seed?: number;
  readonly shardTuples?: number;
  readonly wait?: boolean;
};

export const simulationCommands = (root: Command, act: Act): void => {
  root
    .command('simulate <policyId>')
    .description('start a batch simulation: what would change if this version went live')
    .requiredOption('--version <n>', 'the candidate', positiveInteger)
    .requiredOption('--snapshot <id>', 'over which findings')
    .option('--environment <id>', 'whose stable version is the base (prod)')
    .option('--env <name=value>', 'a value for env.<name>; may be given several times', pairs, {})
    .option('--evaluated-at <time>', 'the time that the policy sees (RFC 3339); now when left out')
    .option('--seed <n>', 'chooses the samples', positiveInteger)
    .option('--shard-tuples <n>', 'how many findings one job evaluates', positiveInteger)
    .option('--wait', 'follow it to its end')
    .action((policyId: string, options: Start, command: Command) =>
      act(command, (context) => start(context, policyId, options)),
    );

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
  withId('shards', 'show which runner evaluated what', shards);
  withId(
    'verify',
    'reduce the stored partial results once more, and compare with the recorded digest',
    async (context, id) => (await import('./simulation-verify.ts')).verify(context, id),
  );
  simulation
    .command('list')
    .description('list every simulation')
    .action((_options: object, command: Command) => act(command, list));
};

const pathOf = (id: string): string => `/simulations/${encodeURIComponent(id)}`;

const read = async ({ api }: Context, id: string): Promise<Simulation> =>
  Simulation.parse(await api().get(pathOf(id)));

const start = async (context: Context, policyId: string, options: Start): Promise<Answer> => {
  const { version, snapshot: snapshotId, environment, env, evaluatedAt, seed, shardTuples } = options;
  const body = {
    policyId,
    version,
    snapshotId,
    ...(environment !== undefined && { environmentId: environment }),
    ...(evaluatedAt !== undefined && { evaluatedAt }),
    ...(seed !== undefined && { seed }),
    ...(Object.keys(env).length > 0 && { env }),
    ...(shardTuples !== undefined && { shardTuples }),
  };
  const started = Simulation.parse(
    await context.api().mutate({ method: 'POST', path: '/simulations', body }),
  );
  return shown(options.wait === true ? await follow(context, started.simulationId) : started);
};

const QUARTERS = 4;
const BAR_WIDTH = 20;

const follow = ({ api, say }: Context, id: string): Promise<Simulation> => {
  let last = '';
  return followSimulation(api(), id, (simulation) => {
    const line = progressOf(simulation);
    if (line !== last) say(line);
    last = line;
  });
};

/** How far it has come, in a line that changes a few times only. */
const progressOf = ({ state, evaluations, evaluationsTotal, tuples }: Simulation): string => {
  if (state !== 'running') return `the simulation is ${state}`;
  const share =
    evaluationsTotal === 0 ? 0 : Math.floor((QUARTERS * evaluations) / evaluationsTotal) / QUARTERS;
  const bar = '#'.repeat(share * BAR_WIDTH).padEnd(BAR_WIDTH, '.');
  return `evaluating ${tuples} findings  ${bar}  ${String(share * 100).padStart(3)} %`;
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

const shown = (simulation: Simulation): Answer => {
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

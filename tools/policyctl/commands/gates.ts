import { answered, type Schemas } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import { UsageFault, type Answer } from '../answer.ts';
import { readBytes } from '../files.ts';
import { dryRunOption, positiveInteger } from '../options.ts';
import { fields } from '../table.ts';
import { shown } from './shown-environment.ts';

type Gates = Schemas['EnvironmentGates'];
type Settings = NonNullable<Gates['gates']>['gates'];
type Reasoned = { readonly reason: string; readonly ticket?: string };
type Approval = Reasoned & { readonly version: number; readonly simulation?: string };

const OVER = '/api/v1/environments/{environmentId}/gates';

/** What a promotion has to pass, and who agrees to one. */
export const gateCommands = (env: Command, act: Act): void => {
  env
    .command('gates <environmentId>')
    .description('show what a promotion into an environment has to pass')
    .action((environmentId: string, _options: object, command: Command) =>
      act(command, async (context) => shownGates(await gatesOf(context, environmentId))),
    );
  env
    .command('set-gates <environmentId> <file>')
    .description('set the gates in a JSON file, as gates --json has them under "gates"; replaces them all')
    .addOption(dryRunOption())
    .requiredOption('--reason <text>', 'why')
    .option('--ticket <id>', 'where it was agreed')
    .action((environmentId: string, file: string, options: Reasoned, command: Command) =>
      act(command, (context) => setGates(context, environmentId, { file, options })),
    );
  env
    .command('approve-promotion <environmentId> <policyId>')
    .description('agree to a promotion as it would be made now')
    .addOption(dryRunOption())
    .requiredOption('--version <n>', 'of which version', positiveInteger)
    .option('--simulation <id>', 'that gates judge by; the one of its submission unless given')
    .requiredOption('--reason <text>', 'why')
    .option('--ticket <id>', 'where it was agreed')
    .action((environmentId: string, policyId: string, options: Approval, command: Command) =>
      act(command, (context) => approve(context, { environmentId, policyId }, options)),
    );
};

const gatesOf = ({ api }: Context, environmentId: string): Promise<Gates> =>
  answered(api().GET(OVER, { params: { path: { environmentId } } }));

/** Over what is there now: somebody else's change in between is not undone. */
const setGates = async (
  context: Context,
  environmentId: string,
  { file, options }: { readonly file: string; readonly options: Reasoned },
): Promise<Answer> => {
  const gates = await settingsIn(file);
  const { revision } = await gatesOf(context, environmentId);
  const params = { path: { environmentId }, header: { 'If-Match': `"${revision}"` } };
  return shownGates(
    await answered(context.api().PUT(OVER, { params, body: { gates, ...textsOf(options) } })),
  );
};

/** What is wrong with the gates is the registry's to say. */
const settingsIn = async (file: string): Promise<Settings> => {
  const text = new TextDecoder().decode(await readBytes(file));
  try {
    return JSON.parse(text) as Settings;
  } catch (error) {
    throw new UsageFault(`${file} is no JSON`, { cause: error });
  }
};

const approve = async (
  { api }: Context,
  { environmentId, policyId }: { readonly environmentId: string; readonly policyId: string },
  { version, simulation, ...options }: Approval,
): Promise<Answer> => {
  const path = { environmentId };
  const environment = await answered(api().GET('/api/v1/environments/{environmentId}', { params: { path } }));
  const ofVersion = { params: { path: { policyId, version } } };
  const { contentDigest } = await answered(
    api().GET('/api/v1/policies/{policyId}/versions/{version}', ofVersion),
  );
  if (environment.gates === null) throw new UsageFault(`${environmentId} has no gates`);
  const stable = environment.bindings.find((one) => one.policyId === policyId)?.stable?.version;
  const body = {
    ...{ policyId, version, contentDigest, gatesVersion: environment.gates.version },
    ...(stable !== undefined && { stable }),
    ...(simulation !== undefined && { simulationId: simulation }),
    ...textsOf(options),
  };
  const over = '/api/v1/environments/{environmentId}/promotion-approvals';
  return shown(await answered(api().POST(over, { params: { path }, body })));
};

const textsOf = ({ reason, ticket }: Reasoned) => ({ reason, ...(ticket !== undefined && { ticket }) });

const shownGates = (found: Gates): Answer => {
  const { environmentId, gates } = found;
  if (gates === null) return { json: found, text: `${environmentId} has no gates of its own` };
  const head = [
    ['environment', environmentId],
    ['version', gates.version],
    ['set', `${gates.setAt} by ${gates.setBy}`],
  ] as const;
  return { json: found, text: fields([...head, ...gateRows(gates.gates)]) };
};

const HOUR_MS = 3_600_000;

const gateRows = ({ previousEnvironment, coverage, promotionApprovals, shadow, windows }: Settings) => [
  ...rowsOf(previousEnvironment, ({ environmentId, soakMs }) => [
    ['before', `stable in ${environmentId} for ${soakMs / HOUR_MS} h`],
  ]),
  ...rowsOf(coverage, ({ percentMin }) => [['coverage', `at least ${percentMin} % of the rules`]]),
  ...rowsOf(promotionApprovals, ({ approvals }) => [['approvals', `${approvals} of the promotion`]]),
  ...rowsOf(shadow, ({ ageMaxMs }) => [
    ['shadow', `simulation and snapshot of the last ${ageMaxMs / HOUR_MS} h`],
  ]),
  ...rowsOf(windows, ({ freezes = [], maintenance = [] }) => [
    ...freezes.map(({ name, from, to }): Row => ['freeze', `${name}: ${from} to ${to}`]),
    ...maintenance.map((one): Row => [
      'maintenance',
      `${one.days.join(' ')} ${one.from} to ${one.to} ${one.utcOffset}`,
    ]),
  ]),
];

type Row = readonly [string, string];

const rowsOf = <Gate>(gate: Gate | undefined, rows: (gate: Gate) => readonly Row[]): readonly Row[] =>
  gate === undefined ? [] : rows(gate);

import { answered, type Schemas } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { positiveInteger } from '../options.ts';
import { fields } from '../table.ts';

type Tenant = Schemas['Tenant'];

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Whether there is such a flag is the registry's to judge. */
type Flag = keyof NonNullable<Tenant['settings']['flags']>;

type SettingsOptions = {
  readonly authenticationMinutes?: number;
  readonly simulationHours?: number;
  readonly running?: number;
  readonly waiting?: number;
  readonly shardCredit?: number;
  readonly durationMinutes?: number;
  readonly policies?: number;
  readonly snapshots?: number;
  readonly environments?: number;
  readonly waiverDays?: number;
  readonly revisionsKept?: number;
  readonly approvals?: number;
  readonly on?: readonly Flag[];
  readonly off?: readonly Flag[];
};

export const tenantCommands = (root: Command, act: Act): void => {
  const tenant = root.command('tenant').description('the tenant: its settings, and whether it is open');
  tenant
    .command('show')
    .description('show what the tenant allows')
    .action((_options: object, command: Command) => act(command, show));
  withSettings(tenant.command('open').description('open the tenant of your token; for operators'))
    .option('--approvals <n>', 'approvals that a version needs', positiveInteger)
    .action((options: SettingsOptions, command: Command) =>
      act(command, (context) => open(context, options)),
    );
  withSettings(
    tenant.command('settings').description('change limits, ages and flags; what you leave out stays'),
  ).action((options: SettingsOptions, command: Command) =>
    act(command, (context) => changeSettings(context, options)),
  );
  for (const verb of ['suspend', 'resume'] as const) {
    tenant
      .command(verb)
      .description(`${verb} the tenant of your token; for operators`)
      .requiredOption('--reason <text>', 'why')
      .action((body: { readonly reason: string }, command: Command) =>
        act(command, async ({ api }) =>
          shown(await answered(api().POST(`/api/v1/tenant/${verb}`, { body }))),
        ),
      );
  }
};

const withSettings = (command: Command): Command =>
  command
    .option('--authentication-minutes <n>', 'publishing needs a sign-in no older than this', positiveInteger)
    .option('--simulation-hours <n>', 'submitting needs a simulation no older than this', positiveInteger)
    .option('--running <n>', 'batch simulations that run at once', positiveInteger)
    .option('--waiting <n>', 'batch simulations that wait', positiveInteger)
    .option('--duration-minutes <n>', 'a simulation that takes longer fails', positiveInteger)
    .option('--shard-credit <n>', 'shards that are with the runners at once', positiveInteger)
    .option('--policies <n>', 'policies that the tenant may have', positiveInteger)
    .option('--snapshots <n>', 'snapshots that the tenant may have', positiveInteger)
    .option('--environments <n>', 'environments that the tenant may have', positiveInteger)
    .option('--waiver-days <n>', 'a waiver expires at most so long after its approval', positiveInteger)
    .option('--revisions-kept <n>', 'revisions of a draft whose contents are kept', positiveInteger)
    .option('--on <flag...>', 'flags to switch on, such as quickSimulations')
    .option('--off <flag...>', 'flags to switch off');

const show = async ({ api }: Context): Promise<Answer> => shown(await answered(api().GET('/api/v1/tenant')));

const open = async ({ api }: Context, options: SettingsOptions): Promise<Answer> => {
  const settings = { authenticationAgeMaxMs: 5 * MINUTE_MS, simulationAgeMaxMs: 24 * HOUR_MS };
  const body = {
    settings: { ...settings, ...settingsOf(options), ...flagsOf(options) },
    approvals: options.approvals ?? 1,
  };
  return shown(await answered(api().POST('/api/v1/tenant', { body })));
};

/** Over what is there now: somebody else's change in between is not undone. */
const changeSettings = async ({ api }: Context, options: SettingsOptions): Promise<Answer> => {
  const { settings, revision } = await answered(api().GET('/api/v1/tenant'));
  const changed = { ...settings, ...settingsOf(options), ...flagsOf(options, settings.flags) };
  const body = { settings: changed };
  const header = { 'If-Match': `"${revision}"` };
  return shown(await answered(api().PUT('/api/v1/tenant/settings', { params: { header }, body })));
};

const settingsOf = (options: SettingsOptions) => ({
  ...(options.authenticationMinutes !== undefined && {
    authenticationAgeMaxMs: options.authenticationMinutes * MINUTE_MS,
  }),
  ...(options.simulationHours !== undefined && { simulationAgeMaxMs: options.simulationHours * HOUR_MS }),
  ...(options.running !== undefined && { simulationsRunningMax: options.running }),
  ...(options.waiting !== undefined && { simulationsWaitingMax: options.waiting }),
  ...(options.durationMinutes !== undefined && {
    simulationDurationMaxMs: options.durationMinutes * MINUTE_MS,
  }),
  ...(options.policies !== undefined && { policiesMax: options.policies }),
  ...(options.snapshots !== undefined && { snapshotsMax: options.snapshots }),
  ...(options.environments !== undefined && { environmentsMax: options.environments }),
  ...(options.waiverDays !== undefined && { waiverDaysMax: options.waiverDays }),
  ...(options.revisionsKept !== undefined && { revisionsKept: options.revisionsKept }),
  ...(options.shardCredit !== undefined && { shardCredit: options.shardCredit }),
});

const flagsOf = ({ on = [], off = [] }: SettingsOptions, flags: Tenant['settings']['flags'] = {}) => {
  const set = { ...flags };
  for (const name of on) set[name] = true;
  for (const name of off) set[name] = false;
  return Object.keys(set).length === 0 ? undefined : { flags: set };
};

const shown = (found: Tenant): Answer => {
  const { tenant, status, settings, approvalPolicy, openedAt } = found;
  const rows = [
    ['tenant', tenant],
    ['status', status],
    ['opened', openedAt],
    ['approvals', approvalPolicy?.approvals],
    ...Object.entries(settings).filter(([name]) => name !== 'flags'),
    ...Object.entries(settings.flags ?? {}).map(([name, isOn]) => [name, isOn ? 'on' : 'off'] as const),
  ] as const;
  return { json: found, text: fields(rows) };
};

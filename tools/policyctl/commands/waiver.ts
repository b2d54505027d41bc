import { answered, type Schemas } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { listed } from '../client/listed.ts';
import { days, dryRunOption } from '../options.ts';
import { fields, table } from '../table.ts';

type Waiver = Schemas['Waiver'];
type State = Waiver['state'];
type Reasoned = { readonly reason?: string; readonly ticket?: string };
type Expiring = Reasoned & { readonly expires: string };
type Asked = Expiring & {
  readonly rule?: string;
  readonly component?: string;
  readonly advisory?: string;
  readonly env?: string;
  readonly owner?: string;
};
type Filter = {
  readonly policy?: string;
  readonly state?: State;
  readonly active?: true;
  readonly unused?: true;
  readonly expiring?: number;
};

const OVER = '/api/v1/waivers';
const ONE = '/api/v1/waivers/{waiverId}';
const DAY_MS = 24 * 3_600_000;

export const waiverCommands = (root: Command, act: Act): void => {
  const waiver = root.command('waiver').description('exceptions: who asked, who agreed, until when');
  withTexts(waiver.command('request <policyId>').description('ask for an exception; others approve it'))
    .addOption(dryRunOption())
    .requiredOption('--expires <instant>', 'until when, as YYYY-MM-DDTHH:mm:ss.sssZ')
    .option('--rule <name>', 'findings that this rule decides')
    .option('--component <purl>', 'findings in this package; without a version in any')
    .option('--advisory <id>', 'findings of this advisory, by its id or an alias')
    .option('--env <environment>', 'only there')
    .option('--owner <subject>', 'who answers for it; you unless named')
    .action((policyId: string, options: Asked, command: Command) =>
      act(command, (context) => request(context, policyId, options)),
    );
  waiver
    .command('list')
    .description('list waivers, all of them or some')
    .option('--policy <policyId>', 'of this policy')
    .option('--state <state>', 'requested, approved, rejected, withdrawn, revoked or superseded')
    .option('--active', 'that are active now')
    .option('--unused', 'that are active now and covered nothing in the last simulation')
    .option('--expiring <days>', 'that are active now and no longer in so many days, as 14d', days)
    .action((filter: Filter, command: Command) => act(command, (context) => list(context, filter)));
  waiver
    .command('show <waiverId>')
    .description('show one waiver, with why it was asked for')
    .action((waiverId: string, _options: object, command: Command) =>
      act(command, (context) => show(context, waiverId)),
    );
  withTexts(waiver.command('renew <waiverId>').description('ask for the same with another expiry'))
    .addOption(dryRunOption())
    .requiredOption('--expires <instant>', 'until when, as YYYY-MM-DDTHH:mm:ss.sssZ')
    .action((waiverId: string, options: Expiring, command: Command) =>
      act(command, (context) => renew(context, waiverId, options)),
    );
  addSteps(waiver, act);
};

const STEPS = {
  approve: 'agree; not for whoever asked for it or owns it',
  reject: 'refuse it; needs a reason',
  withdraw: 'take back what was asked for; needs a reason',
  revoke: 'end an approved one; needs a reason',
} as const;

const addSteps = (waiver: Command, act: Act): void => {
  for (const step of ['approve', 'reject', 'withdraw', 'revoke'] as const)
    withTexts(waiver.command(`${step} <waiverId>`).description(STEPS[step]))
      .addOption(dryRunOption())
      .action((waiverId: string, texts: Reasoned, command: Command) =>
        act(command, async ({ api }) =>
          shown(await answered(api().POST(`${ONE}/${step}`, { params: at(waiverId), body: textsOf(texts) }))),
        ),
      );
};

const withTexts = (command: Command): Command =>
  command.option('--reason <text>', 'why').option('--ticket <id>', 'where it is written down');

const textsOf = ({ reason, ticket }: Reasoned): Reasoned => ({
  ...(reason !== undefined && { reason }),
  ...(ticket !== undefined && { ticket }),
});

const at = (waiverId: string) => ({ path: { waiverId } });

const request = async (
  { api }: Context,
  policyId: string,
  { rule, component, advisory, env, owner, expires, ...texts }: Asked,
): Promise<Answer> => {
  const scope = {
    ...(rule !== undefined && { rule }),
    ...(component !== undefined && { component }),
    ...(advisory !== undefined && { advisory }),
    ...(env !== undefined && { environmentId: env }),
  };
  const asked = { policyId, scope, expiresAt: expires, ...(owner !== undefined && { owner }) };
  return shown(await answered(api().POST(OVER, { body: { ...asked, ...textsOf(texts) } })));
};

const renew = async (
  { api }: Context,
  waiverId: string,
  { expires, ...texts }: Expiring,
): Promise<Answer> => {
  const body = { expiresAt: expires, ...textsOf(texts) };
  return shown(await answered(api().POST(`${ONE}/renew`, { params: at(waiverId), body })));
};

const show = async ({ api }: Context, waiverId: string): Promise<Answer> => {
  const [waiver, texts] = await Promise.all([
    answered(api().GET(ONE, { params: at(waiverId) })),
    answered(api().GET(`${ONE}/texts`, { params: at(waiverId) })),
  ]);
  return shown({ ...waiver, ...texts });
};

const list = async (
  { api }: Context,
  { policy, state, active, unused, expiring }: Filter,
): Promise<Answer> => {
  const now = Date.now();
  const isOfNow = active === true || unused === true || expiring !== undefined;
  const filter = {
    ...(policy !== undefined && { policyId: policy }),
    ...(state !== undefined && { state }),
    ...(isOfNow && { activeAt: new Date(now).toISOString() }),
    ...(unused === true && { unused: 'true' as const }),
    ...(expiring !== undefined && { expiringBefore: new Date(now + expiring * DAY_MS).toISOString() }),
  };
  const waivers = await listed(async (page) =>
    answered(api().GET(OVER, { params: { query: { ...page, ...filter } } })),
  );
  const rows = waivers.map((waiver) => [
    waiver.waiverId,
    waiver.state,
    scopeOf(waiver),
    waiver.owner,
    waiver.activeUntil ?? `asked until ${waiver.expiresAt}`,
  ]);
  return { json: waivers, text: table(['waiver', 'state', 'for', 'owner', 'active until'], rows) };
};

const scopeOf = ({ rule, component, advisory, environmentId }: Waiver): string =>
  [
    ...(rule === null ? [] : [`rule ${rule}`]),
    ...(component === null ? [] : [component]),
    ...(advisory === null ? [] : [advisory]),
    ...(environmentId === null ? [] : [`in ${environmentId}`]),
  ].join(' ');

const shown = (found: Waiver & Reasoned): Answer => {
  const { waiverId, state, owner, ending, approvedBy, approvedAt } = found;
  const rows = [
    ['waiver', waiverId],
    ['state', state],
    ['for', scopeOf(found)],
    ['owner', owner],
    ['asked for', `by ${found.requestedBy} at ${found.requestedAt}`],
    ['reason', found.reason],
    ['ticket', found.ticket],
    ['renews', found.renews],
    ['superseded by', found.supersededBy],
    ['expires', found.expiresAt],
    ['approved', approvedBy === null ? null : `by ${approvedBy} at ${approvedAt}`],
    ['active until', found.activeUntil],
    ['ended', ending && `by ${ending.by} at ${ending.at}`],
  ] as const;
  return { json: found, text: fields(rows.filter(([, value]) => value !== null && value !== undefined)) };
};

import { answered, type Schemas } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { dryRunOption } from '../options.ts';
import { table } from '../table.ts';
import { promotionBody, promotionOptions, type Promotion } from './promotion-options.ts';
import { shown } from './shown-environment.ts';

type Scheduling = Promotion & { readonly at: string };
type Resuming = {
  readonly at: string;
  readonly simulation?: string;
  readonly reason: string;
  readonly ticket: string;
};
type Cancelling = { readonly reason: string; readonly ticket?: string };
type Of = { readonly environmentId: string; readonly policyId: string };

const WHEN = 'when, with a zone: 2026-03-02T22:00:00Z';

/** Promotions that are carried out at a time. */
export const scheduleCommands = (env: Command, act: Act): void => {
  promotionOptions(env.command('schedule <environmentId> <policyId>'))
    .description('fix a promotion that is carried out at a time, through the gates as they are by then')
    .requiredOption('--at <instant>', WHEN)
    .action((environmentId: string, policyId: string, options: Scheduling, command: Command) =>
      act(command, (context) => schedule(context, { environmentId, policyId }, options)),
    );
  env
    .command('scheduled <environmentId>')
    .description('promotions that wait for their time, or suspended themselves and why')
    .action((environmentId: string, _options: object, command: Command) =>
      act(command, (context) => scheduled(context, environmentId)),
    );
  env
    .command('resume <environmentId> <policyId>')
    .description('fix a promotion that suspended itself anew, as everything is by now')
    .addOption(dryRunOption())
    .requiredOption('--at <instant>', WHEN)
    .option('--simulation <id>', 'that gates judge by; the one that it was scheduled with unless given')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--ticket <id>', 'where it was asked for')
    .action((environmentId: string, policyId: string, options: Resuming, command: Command) =>
      act(command, (context) => resume(context, { environmentId, policyId }, options)),
    );
  env
    .command('unschedule <environmentId> <policyId>')
    .description('have nothing come of a scheduled promotion')
    .addOption(dryRunOption())
    .requiredOption('--reason <text>', 'why')
    .option('--ticket <id>', 'where it was asked for')
    .action((environmentId: string, policyId: string, options: Cancelling, command: Command) =>
      act(command, (context) => cancel(context, { environmentId, policyId }, options)),
    );
};

const schedule = async (
  { api }: Context,
  { environmentId, policyId }: Of,
  { at, ...promotion }: Scheduling,
): Promise<Answer> =>
  shown(
    await answered(
      api().POST('/api/v1/environments/{environmentId}/scheduled-promotions', {
        params: { path: { environmentId } },
        body: { ...promotionBody(policyId, promotion), at },
        ...api().freshly,
      }),
    ),
  );

const resume = async (
  { api }: Context,
  path: Of,
  { at, simulation, reason, ticket }: Resuming,
): Promise<Answer> =>
  shown(
    await answered(
      api().POST('/api/v1/environments/{environmentId}/policies/{policyId}/scheduled-promotion/resume', {
        params: { path },
        body: { at, reason, ticket, ...(simulation !== undefined && { simulationId: simulation }) },
        ...api().freshly,
      }),
    ),
  );

const cancel = async ({ api }: Context, path: Of, { reason, ticket }: Cancelling): Promise<Answer> =>
  shown(
    await answered(
      api().POST('/api/v1/environments/{environmentId}/policies/{policyId}/scheduled-promotion/cancel', {
        params: { path },
        body: { reason, ...(ticket !== undefined && { ticket }) },
      }),
    ),
  );

const scheduled = async ({ api }: Context, environmentId: string): Promise<Answer> => {
  const answer = await answered(
    api().GET('/api/v1/environments/{environmentId}/scheduled-promotions', {
      params: { path: { environmentId } },
    }),
  );
  const rows = answer.items.map((one) => [
    ...[one.policyId, String(one.version), one.at, one.status, one.scheduledBy],
    reasonsOf(one),
  ]);
  const text =
    rows.length === 0
      ? 'nothing is scheduled'
      : table(['policy', 'version', 'at', 'status', 'by', 'because'], rows);
  return { json: answer, text };
};

const reasonsOf = ({ suspension }: Schemas['ScheduledPromotion']): string =>
  suspension?.reasons.map(({ code, detail }) => `${code}: ${detail}`).join('; ') ?? '';

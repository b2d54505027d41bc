import { answered } from '@policy-registry/client';
import { Option, type Command } from 'commander';

import type { Act, Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { dryRunOption, positiveInteger } from '../options.ts';
import { shown } from './shown-environment.ts';

type Breaking = {
  readonly version: number;
  readonly incident: string;
  readonly hours: number;
  readonly reason: string;
  readonly ticket: string;
};
type Review = {
  readonly verdict: 'accepted' | 'rejected';
  readonly reason: string;
  readonly ticket?: string;
};
type Of = { readonly environmentId: string; readonly policyId: string };

/** Promotions past the gates. */
export const breakGlassCommands = (env: Command, act: Act): void => {
  env
    .command('break-glass <environmentId> <policyId>')
    .description('promote past the gates because of an incident; somebody else has to review it')
    .addOption(dryRunOption())
    .requiredOption('--version <n>', 'which version', positiveInteger)
    .requiredOption('--incident <id>', 'what it answers')
    .requiredOption('--hours <n>', 'for how long without a review, at most 24', positiveInteger)
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--ticket <id>', 'where it was asked for')
    .action((environmentId: string, policyId: string, options: Breaking, command: Command) =>
      act(command, (context) => breakGlass(context, { environmentId, policyId }, options)),
    );
  env
    .command('review-break-glass <environmentId> <policyId>')
    .description('say that what was promoted past the gates stays, or that it does not')
    .addOption(dryRunOption())
    .addOption(
      new Option('--verdict <v>', 'whether it stays').choices(['accepted', 'rejected']).makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'why')
    .option('--ticket <id>', 'where it was agreed')
    .action((environmentId: string, policyId: string, options: Review, command: Command) =>
      act(command, (context) => review(context, { environmentId, policyId }, options)),
    );
};

const breakGlass = async (
  { api }: Context,
  { environmentId, policyId }: Of,
  { version, incident, hours, reason, ticket }: Breaking,
): Promise<Answer> =>
  shown(
    await answered(
      api().POST('/api/v1/environments/{environmentId}/break-glass', {
        params: { path: { environmentId } },
        body: { policyId, version, incident, hours, reason, ticket },
        ...api().freshly,
      }),
    ),
  );

const review = async ({ api }: Context, path: Of, { verdict, reason, ticket }: Review): Promise<Answer> =>
  shown(
    await answered(
      api().POST('/api/v1/environments/{environmentId}/policies/{policyId}/break-glass/review', {
        params: { path },
        body: { verdict, reason, ...(ticket !== undefined && { ticket }) },
      }),
    ),
  );

import { answered } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { dryRunOption, percentage, positiveInteger } from '../options.ts';
import { shown } from './shown-environment.ts';

type Reasoned = { readonly reason: string; readonly ticket?: string };
type Going = Reasoned & { readonly percentage?: number; readonly complete?: boolean };
type RollBack = Reasoned & { readonly incident: string; readonly to?: number };
type Of = { readonly environmentId: string; readonly policyId: string };

/** What becomes of a version after it was promoted. */
export const bindingCommands = (env: Command, act: Act): void => {
  const canary = env.command('canary').description('go on with a canary, or not');
  reasoned(canary.command('pause <environmentId> <policyId>'))
    .description('give everybody what is stable until the canary is continued')
    .action((environmentId: string, policyId: string, options: Reasoned, command: Command) =>
      act(command, (context) => pause(context, { environmentId, policyId }, options)),
    );
  reasoned(canary.command('continue <environmentId> <policyId>'))
    .description('go on with a canary: as it is, for more subjects, or as what is stable')
    .option('--percentage <p>', 'for so many subjects from now on', percentage)
    .option('--complete', 'as what is stable')
    .action((environmentId: string, policyId: string, options: Going, command: Command) =>
      act(command, (context) => goOn(context, { environmentId, policyId }, options)),
    );
  reasoned(canary.command('abort <environmentId> <policyId>'))
    .description('end a canary: everybody gets what is stable; or give up what is still being signed')
    .action((environmentId: string, policyId: string, options: Reasoned, command: Command) =>
      act(command, (context) => abort(context, { environmentId, policyId }, options)),
    );
  reasoned(env.command('rollback <environmentId> <policyId>'))
    .description('go back to a version that was stable before; ends a canary')
    .requiredOption('--incident <id>', 'what it answers')
    .option('--to <n>', 'which version; the one computed at the promotion unless given', positiveInteger)
    .action((environmentId: string, policyId: string, options: RollBack, command: Command) =>
      act(command, (context) => rollBack(context, { environmentId, policyId }, options)),
    );
};

const reasoned = (command: Command): Command =>
  command
    .addOption(dryRunOption())
    .requiredOption('--reason <text>', 'why')
    .option('--ticket <id>', 'where it was asked for');

const textsOf = ({ reason, ticket }: Reasoned) => ({ reason, ...(ticket !== undefined && { ticket }) });

const pause = async ({ api }: Context, path: Of, options: Reasoned): Promise<Answer> =>
  shown(
    await answered(
      api().POST('/api/v1/environments/{environmentId}/policies/{policyId}/canary/pause', {
        params: { path },
        body: textsOf(options),
      }),
    ),
  );

const goOn = async ({ api }: Context, path: Of, options: Going): Promise<Answer> => {
  const { percentage: share, complete } = options;
  return shown(
    await answered(
      api().POST('/api/v1/environments/{environmentId}/policies/{policyId}/canary/continue', {
        params: { path },
        body: {
          ...textsOf(options),
          ...(share !== undefined && { percentage: share }),
          ...(complete === true && { complete }),
        },
      }),
    ),
  );
};

const abort = async ({ api }: Context, path: Of, options: Reasoned): Promise<Answer> =>
  shown(
    await answered(
      api().POST('/api/v1/environments/{environmentId}/policies/{policyId}/canary/abort', {
        params: { path },
        body: textsOf(options),
      }),
    ),
  );

const rollBack = async ({ api }: Context, path: Of, options: RollBack): Promise<Answer> => {
  const { incident, to: version } = options;
  return shown(
    await answered(
      api().POST('/api/v1/environments/{environmentId}/policies/{policyId}/rollback', {
        params: { path },
        body: { ...textsOf(options), incident, ...(version !== undefined && { version }) },
      }),
    ),
  );
};

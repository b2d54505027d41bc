import { answered } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { dryRunOption, percentage, positiveInteger, repeated } from '../options.ts';
import { bindingCommands } from './binding.ts';
import { shown } from './shown-environment.ts';

type Promotion = {
  readonly version: number;
  readonly environment: string;
  readonly reason: string;
  readonly ticket: string;
  readonly percentage?: number;
  readonly tag: readonly string[];
};

export const environmentCommands = (root: Command, act: Act): void => {
  const env = root.command('env').description('environments and what is bound in them');
  env
    .command('show [environmentId]')
    .description('show one environment, or all of them')
    .action((id: string | undefined, _options: object, command: Command) =>
      act(command, (context) => show(context, id)),
    );
  env
    .command('list')
    .description('list the environments in the order of promotion')
    .action((_options: object, command: Command) => act(command, (context) => show(context, undefined)));
  bindingCommands(env, act);
  root
    .command('promote <policyId>')
    .description('make a published version the stable one of an environment, or a canary beside it')
    .addOption(dryRunOption())
    .requiredOption('--version <n>', 'which version', positiveInteger)
    .option('--environment <id>', 'where', 'prod')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--ticket <id>', 'where it was asked for')
    .option('--percentage <p>', 'as a canary, for so many subjects', percentage)
    .option('--tag <tag>', 'as a canary, for subjects with this tag (repeatable)', repeated, [])
    .action((policyId: string, options: Promotion, command: Command) =>
      act(command, (context) => promote(context, policyId, options)),
    );
};

const show = async ({ api }: Context, id: string | undefined): Promise<Answer> => {
  if (id !== undefined)
    return shown(
      await answered(
        api().GET('/api/v1/environments/{environmentId}', { params: { path: { environmentId: id } } }),
      ),
    );
  const page = await answered(api().GET('/api/v1/environments'));
  return { json: page, text: page.items.map((environment) => shown(environment).text).join('\n\n') };
};

const promote = async ({ api }: Context, policyId: string, options: Promotion): Promise<Answer> => {
  const { version, environment, reason, ticket, percentage: share, tag } = options;
  const canary = {
    ...(share !== undefined && { percentage: share }),
    ...(tag.length > 0 && { tags: [...tag] }),
  };
  return shown(
    await answered(
      api().POST('/api/v1/environments/{environmentId}/promotions', {
        params: { path: { environmentId: environment } },
        body: {
          ...{ policyId, version, reason, ticket },
          ...(Object.keys(canary).length > 0 && { canary }),
        },
        ...api().freshly,
      }),
    ),
  );
};

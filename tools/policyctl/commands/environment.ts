import { answered, type Schemas } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { dryRunOption, positiveInteger } from '../options.ts';
import { fields, table } from '../table.ts';

type Environment = Schemas['Environment'];

type Promotion = {
  readonly version: number;
  readonly environment: string;
  readonly reason: string;
  readonly ticket: string;
};

export const environmentCommands = (root: Command, act: Act): void => {
  const env = root.command('env').description('environments and what is stable in them');
  env
    .command('show [environmentId]')
    .description('show one environment, or all of them')
    .action((id: string | undefined, _options: object, command: Command) =>
      act(command, (context) => show(context, id)),
    );
  root
    .command('promote <policyId>')
    .description('make a published version the stable one of an environment')
    .addOption(dryRunOption())
    .requiredOption('--version <n>', 'which version', positiveInteger)
    .option('--environment <id>', 'where', 'prod')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--ticket <id>', 'where it was asked for')
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
  const { version, environment, reason, ticket } = options;
  return shown(
    await answered(
      api().POST('/api/v1/environments/{environmentId}/promotions', {
        params: { path: { environmentId: environment } },
        body: { policyId, version, reason, ticket },
        ...api().freshly,
      }),
    ),
  );
};

const shown = (environment: Environment): Answer => {
  const { environmentId, name, bindings } = environment;
  const rows = bindings.map(({ policyId, stable }) => [
    policyId,
    `${stable.semver} (version ${stable.version})`,
    stable.contentDigest,
    stable.promotedAt,
  ]);
  const bound =
    rows.length === 0 ? 'nothing is bound' : table(['policy', 'stable', 'content', 'since'], rows);
  return { json: environment, text: `${fields([['environment', `${environmentId} (${name})`]])}\n${bound}` };
};

import type { Command } from 'commander';
import { z } from 'zod';

import type { Act, Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { positiveInteger } from '../options.ts';
import { fields, table } from '../table.ts';

const Environment = z.looseObject({
  environmentId: z.string(),
  name: z.string(),
  order: z.int(),
  revision: z.int(),
  bindings: z.array(
    z.looseObject({
      policyId: z.string(),
      stable: z.looseObject({
        version: z.int(),
        semver: z.string(),
        contentDigest: z.string(),
        promotedAt: z.string(),
        promotedBy: z.string(),
      }),
    }),
  ),
});
type Environment = z.infer<typeof Environment>;

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
    return shown(Environment.parse(await api().get(`/environments/${encodeURIComponent(id)}`)));
  const page = z.looseObject({ items: z.array(Environment) }).parse(await api().get('/environments'));
  return { json: page, text: page.items.map((environment) => shown(environment).text).join('\n\n') };
};

const promote = async ({ api }: Context, policyId: string, options: Promotion): Promise<Answer> => {
  const { version, environment, reason, ticket } = options;
  const path = `/environments/${encodeURIComponent(environment)}/promotions`;
  const body = { policyId, version, reason, ticket };
  return shown(Environment.parse(await api().mutate({ method: 'POST', path, body, isFresh: true })));
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

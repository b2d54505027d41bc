import { answered, type Schemas } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { Unavailable } from '../../servers/unavailable.ts';
import { waitUntil } from '../../servers/wait-until.ts';
import { bindingCommands } from './binding.ts';
import { breakGlassCommands } from './break-glass.ts';
import { gateCommands } from './gates.ts';
import { historyCommand } from './history.ts';
import { scheduleCommands } from './schedule.ts';
import { consumerCommands } from './consumers.ts';
import { bundleCommands } from './bundle.ts';
import { promotionBody, promotionOptions, type Promotion } from './promotion-options.ts';
import { promotionCommands } from './promotion.ts';
import { shown } from './shown-environment.ts';

const PROMOTION_MS_MAX = 120_000;
const PROMOTES = 'make a published version the stable one of an environment, or a canary beside it';

type Environment = Schemas['Environment'];

type PromotionSomewhere = Promotion & { readonly environment: string };
type Binding = { readonly environmentId: string; readonly policyId: string };

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
  gateCommands(env, act);
  breakGlassCommands(env, act);
  scheduleCommands(env, act);
  promotionCommands(env, act);
  historyCommand(env, act);
  bundleCommands(env, act);
  consumerCommands(env, act);
  promotionOptions(root.command('promote <policyId>'))
    .description(PROMOTES)
    .option('--environment <id>', 'where', 'prod')
    .action((policyId: string, { environment, ...options }: PromotionSomewhere, command: Command) =>
      act(command, (context) => promote(context, { environmentId: environment, policyId }, options)),
    );
  promotionOptions(env.command('promote <environmentId> <policyId>'))
    .description(PROMOTES)
    .action((environmentId: string, policyId: string, options: Promotion, command: Command) =>
      act(command, (context) => promote(context, { environmentId, policyId }, options)),
    );
};

const read = async ({ api }: Context, environmentId: string): Promise<Environment> =>
  answered(api().GET('/api/v1/environments/{environmentId}', { params: { path: { environmentId } } }));

const show = async (context: Context, id: string | undefined): Promise<Answer> => {
  if (id !== undefined) return shown(await read(context, id));
  const page = await answered(context.api().GET('/api/v1/environments'));
  return { json: page, text: page.items.map((environment) => shown(environment).text).join('\n\n') };
};

const promote = async (
  context: Context,
  { environmentId, policyId }: Binding,
  options: Promotion,
): Promise<Answer> => {
  const asked = await answered(
    context.api().POST('/api/v1/environments/{environmentId}/promotions', {
      params: { path: { environmentId } },
      body: promotionBody(policyId, options),
      ...context.api().freshly,
    }),
  );
  const confirmed = asked.confirmations.find((one) => one.policyId === policyId);
  if (confirmed !== undefined) context.say(`confirmed; somebody else promotes it by ${confirmed.endsBy}`);
  return shown(await promoted(context, asked, policyId));
};

/** The environment once the promotion of the policy that is being signed, if any is, has come to its end. */
const promoted = async (context: Context, asked: Environment, policyId: string): Promise<Environment> => {
  const { attempt, status } = promotionIn(asked, policyId) ?? {};
  if (status !== 'requested') return asked;
  return waitUntil('the promotion', PROMOTION_MS_MAX, async () => {
    const environment = await read(context, asked.environmentId);
    const promotion = promotionIn(environment, policyId);
    if (promotion?.attempt !== attempt || promotion?.status === 'promoted') return environment;
    if (promotion?.status === 'failed')
      throw new Unavailable(`nothing was bound (${promotion.reason ?? 'no reason told'}); promote again`);
    return undefined;
  });
};

const promotionIn = ({ promotions }: Environment, policyId: string) =>
  promotions.find((one) => one.policyId === policyId);

import { answered } from '@policy-registry/client';
import { Option, type Command } from 'commander';

import type { Act, Context } from '../act.ts';
import { EXIT, type Answer } from '../answer.ts';
import { listed } from '../client/listed.ts';
import { positiveInteger } from '../options.ts';
import { fields, table } from '../table.ts';

type Listed = { readonly state?: 'live' | 'stale'; readonly digest?: string };
type Named = { readonly environmentId: string; readonly consumerId: string };
type Said = { readonly digest: string; readonly every?: number };

/** The enforcement points of an environment, and what they run. */
export const consumerCommands = (env: Command, act: Act): void => {
  env
    .command('consumers <environmentId>')
    .description('who runs which bundle; exit 1 where one is stale or runs another than the newest')
    .addOption(new Option('--state <state>', 'those that are heard, or are not').choices(['live', 'stale']))
    .option('--digest <digest>', 'those that run this bundle')
    .action((environmentId: string, options: Listed, command: Command) =>
      act(command, (context) => consumers(context, environmentId, options)),
    );
  env
    .command('heartbeat <environmentId> <consumerId>')
    .description('say which bundle a consumer runs; exit 1 where there is a newer one')
    .requiredOption('--digest <digest>', 'SHA-256 of the bundle.tar that it runs')
    .option('--every <seconds>', 'when the next heartbeat comes, at the latest', positiveInteger)
    .action((environmentId: string, consumerId: string, said: Said, command: Command) =>
      act(command, (context) => heartbeat(context, { environmentId, consumerId }, said)),
    );
};

const consumers = async (
  { api }: Context,
  environmentId: string,
  { state, digest }: Listed,
): Promise<Answer> => {
  const items = await listed((page) =>
    answered(
      api().GET('/api/v1/environments/{environmentId}/consumers', {
        params: {
          path: { environmentId },
          query: { ...page, ...(state !== undefined && { state }), ...(digest !== undefined && { digest }) },
        },
      }),
    ),
  );
  const text = table(
    ['consumer', 'state', 'revision', 'bundle', 'newest', 'seen', 'by'],
    items.map((one) => [
      one.consumerId,
      one.state,
      one.revision === null ? 'unknown' : String(one.revision),
      one.bundleDigest.slice(0, 12),
      one.isCurrent ? 'yes' : 'no',
      one.seenAt,
      one.principal,
    ]),
  );
  const isWell = items.every((one) => one.state === 'live' && one.isCurrent);
  return { json: { items, next_page_token: null }, text, exitCode: isWell ? EXIT.ok : EXIT.refused };
};

const heartbeat = async ({ api }: Context, path: Named, { digest, every }: Said): Promise<Answer> => {
  const answer = await answered(
    api().POST('/api/v1/environments/{environmentId}/consumers/{consumerId}/heartbeat', {
      params: { path },
      body: { digest, ...(every !== undefined && { intervalSeconds: every }) },
    }),
  );
  return {
    json: answer,
    text: fields(Object.entries(answer)),
    exitCode: answer.isCurrent ? EXIT.ok : EXIT.refused,
  };
};

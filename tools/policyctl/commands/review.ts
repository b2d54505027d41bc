import { answered } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { listed } from '../client/listed.ts';
import { positiveInteger } from '../options.ts';
import { table } from '../table.ts';

export const reviewCommands = (root: Command, act: Act): void => {
  const review = root.command('review').description('the versions in review');
  review
    .command('list')
    .description('list the versions that are in review')
    .option('--waiting-for-me', 'only those that ask you or a group of yours, and that you did not approve')
    .action(({ waitingForMe = false }: { waitingForMe?: boolean }, command: Command) =>
      act(command, (context) => list(context, waitingForMe)),
    );
};

export const timelineCommand = (version: Command, act: Act): void => {
  version
    .command('timeline <policyId>')
    .argument('<version>', 'its number', positiveInteger)
    .description('list what happened to a version: when, who, what, and where')
    .action((policyId: string, number: number, _options: object, command: Command) =>
      act(command, (context) => timeline(context, { policyId, version: number })),
    );
};

const list = async ({ api }: Context, isMine: boolean): Promise<Answer> => {
  const which = isMine ? ({ waitingFor: 'me' } as const) : {};
  const items = await listed((query) =>
    answered(api().GET('/api/v1/reviews', { params: { query: { ...query, ...which } } })),
  );
  const rows = items.map(({ policyId, version, semver, submission, approvals }) => [
    policyId,
    String(version),
    semver,
    [...(submission?.reviewers ?? []), ...(submission?.groups ?? [])].join(' '),
    approvals.map(({ approver }) => approver).join(' '),
  ]);
  return { json: { items }, text: table(['policy', 'version', 'semver', 'asks', 'approved by'], rows) };
};

const timeline = async (
  { api }: Context,
  path: { readonly policyId: string; readonly version: number },
): Promise<Answer> => {
  const items = await listed((query) =>
    answered(
      api().GET('/api/v1/policies/{policyId}/versions/{version}/timeline', { params: { path, query } }),
    ),
  );
  const rows = items.map(({ seq, at, actor, facts, place }) => [
    at,
    actor.id,
    facts.join(', '),
    placeOf(place),
    String(seq),
  ]);
  return { json: { items }, text: table(['at', 'by', 'what', 'where', 'event'], rows) };
};

const placeOf = (place: object | null): string =>
  Object.entries(place ?? {})
    .map(([kind, id]) => (kind === 'thread' ? `thread ${id}` : String(id)))
    .join('');

import { answered, type Schemas } from '@policy-registry/client';
import { InvalidArgumentError, type Command } from 'commander';

import type { Act, Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { listed } from '../client/listed.ts';
import { table } from '../table.ts';

type Period = Schemas['BindingPeriod'];
type Active = NonNullable<Period['stable']>;
type Span = { readonly at: string; readonly until: string };
type Asked = { readonly at?: Span; readonly policy?: string };

/** What was bound when, who agreed to it, and what was signed. */
export const historyCommand = (env: Command, act: Act): void => {
  env
    .command('history <environmentId>')
    .description('what was active when, how it came so, who had approved it, and what was signed')
    .option(
      '--at <when>',
      'what was active at this instant (2026-03-02T09:00:00Z), or on this day in UTC',
      span,
    )
    .option('--policy <id>', 'of this policy alone')
    .action((environmentId: string, options: Asked, command: Command) =>
      act(command, (context) => history(context, environmentId, options)),
    );
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LAST_OF_DAY_MS = 86_400_000 - 1;

/** The instant, or the whole day. */
export const span = (text: string): Span => {
  const isDay = DAY.test(text);
  // Without a zone it would be another instant on another machine.
  const atMs = isDay || /(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) throw new InvalidArgumentError('no day, and no instant with its zone');
  const untilMs = isDay ? atMs + LAST_OF_DAY_MS : atMs;
  return { at: new Date(atMs).toISOString(), until: new Date(untilMs).toISOString() };
};

const history = async ({ api }: Context, environmentId: string, { at, policy }: Asked): Promise<Answer> => {
  const items = await listed((page) =>
    answered(
      api().GET('/api/v1/environments/{environmentId}/history', {
        params: {
          path: { environmentId },
          query: { ...page, ...at, ...(policy !== undefined && { policyId: policy }) },
        },
      }),
    ),
  );
  return { json: { items }, text: shownHistory(items) };
};

const HEAD = [
  'policy',
  'from',
  'until',
  'how',
  'by',
  'stable',
  'canary',
  'approved by',
  'promotion',
  'publication',
];

export const shownHistory = (items: readonly Period[]): string =>
  items.length === 0
    ? 'nothing was bound'
    : table(
        HEAD,
        items.map(({ policyId, from, until, how, by, incident, stable, canary }) => [
          ...[policyId, from, until ?? 'now', incident === null ? how : `${how} (${incident})`, by],
          ...[nameOf(stable), nameOf(canary)],
          ...ofEach([stable, canary], ({ approvals }) => approvals.map(({ approver }) => approver)),
          ...ofEach([stable, canary], ({ promotion }) => [promotion?.attestationId]),
          ...ofEach([stable, canary], ({ publicationAttestationId: id }) => [id ?? undefined]),
        ]),
      );

const nameOf = (active: Period['stable'] | Period['canary']): string => {
  if (active === null) return '-';
  const { semver, version } = active;
  if (!('selector' in active)) return `${semver} (version ${version})`;
  const { isPaused, selector } = active;
  return `${semver} (version ${version}) ${isPaused ? 'paused' : `${selector.basisPoints / 100} %`}`;
};

/** What is so of each version that was active, each once. */
const ofEach = (
  active: readonly (Active | null)[],
  told: (one: Active) => readonly (string | undefined)[],
): readonly [string] => {
  const all = active.flatMap((one) => (one === null ? [] : told(one))).filter((each) => each !== undefined);
  return [[...new Set(all)].join(', ') || '-'];
};

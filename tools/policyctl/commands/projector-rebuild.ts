import { join } from 'node:path';

import { logContent } from '@policy-registry/event-store';
import { RebuildRefused, type RowDifference } from '@policy-registry/postgres';
import { readAhead } from '@policy-registry/read-models';

import { Unavailable } from '../../servers/unavailable.ts';
import type { Context } from '../act.ts';
import { EXIT, type Answer } from '../answer.ts';
import { withOperator } from '../operator.ts';
import { paceTold } from '../rebuild/pace.ts';
import { rebuild, type Rebuilt } from '../rebuild/rebuild.ts';
import { eventStreamOf } from '../replay/read-events.ts';
import { counted, fields } from '../table.ts';

const MIGRATIONS = join(import.meta.dirname, '../../../migrations');

/** Rebuilds the read models of the registry beside those in use. */
export const rebuildReadModels = async (
  { settings, say }: Pick<Context, 'settings' | 'say'>,
  isCompareOnly: boolean,
): Promise<Answer> => {
  const startedAt = performance.now();
  const done = await withOperator(settings, ({ connection, jsm, database, databaseUrl }) =>
    rebuild({
      owner: database,
      ownerUrl: databaseUrl,
      migrations: MIGRATIONS,
      stream: eventStreamOf(connection, 'rebuild', readAhead),
      content: () => logContent(jsm),
      isCompareOnly,
      progress: paceTold(say, () => performance.now()),
    }),
  ).catch((error: unknown) => {
    throw error instanceof RebuildRefused ? new Unavailable(error.message, { cause: error }) : error;
  });
  return answerOf(done, Math.round(performance.now() - startedAt));
};

const answerOf = ({ events, comparison, swappedAt }: Rebuilt, elapsedMs: number): Answer => {
  const { position, differing, first } = comparison;
  const isEqual = differing === 0;
  const ok = isEqual || swappedAt !== undefined;
  return {
    json: {
      ok,
      events,
      elapsedMs,
      eventsPerSecond: Math.round((events * 1_000) / Math.max(1, elapsedMs)),
      comparedAt: position,
      equal: isEqual,
      differing,
      differences: first,
      swapped: swappedAt !== undefined,
      position: swappedAt ?? null,
    },
    text: fields([
      ['events folded', `${events}, in ${(elapsedMs / 1_000).toFixed(1)} s`],
      ['compared at', `sequence ${position}`],
      ['rows in use', isEqual ? 'equal' : `${counted(differing, 'row')} otherwise than the log says`],
      ...first.map((difference) => [difference.table, differenceText(difference)] as const),
      ['swapped', swappedAt === undefined ? 'no' : `yes; the read models stand at sequence ${swappedAt}`],
    ]),
    exitCode: ok ? EXIT.ok : EXIT.refused,
  };
};

const differenceText = ({ tenant, key, difference, columns }: RowDifference): string =>
  `${difference} in ${tenant}: ${key.join(' ')}${columns.length > 0 ? ` (${columns.join(', ')})` : ''}`;

import type { Context } from '../act.ts';
import { EXIT, type Answer } from '../answer.ts';
import { tenantObjects, withOperator } from '../operator.ts';
import { restoreBackup, type Restored } from '../backup/restore-backup.ts';
import type { RestoredHalf } from '../backup/target.ts';
import { verifyBackup } from '../backup/verify-backup.ts';
import { fields } from '../table.ts';

export type Restoration = {
  readonly from: string;
  readonly manifestSha256?: string;
  readonly only?: RestoredHalf;
  readonly discardReadModels: boolean;
};

/** Verifies a backup, restores it, verifies what came of it, and says so. */
export const restore = async (
  { settings, say }: Context,
  { from, manifestSha256, only, discardReadModels }: Restoration,
): Promise<Answer> => {
  const { manifest, sha256 } = await verifyBackup(from, manifestSha256);
  say(`${from}: every part is as it was made`);
  const objects = await tenantObjects(settings);
  const restored = await withOperator(settings, (operator) =>
    restoreBackup({
      ...{ operator, folder: from, manifest, only, objects, say },
      discardsReadModels: discardReadModels,
    }),
  );
  return {
    json: { ok: !restored.isAhead, manifestSha256: sha256, ...restored },
    text: textOf(restored),
    exitCode: restored.isAhead ? EXIT.refused : EXIT.ok,
  };
};

const textOf = ({ streams, log, blobs, reactAfter, textKeys, checkpoint, isAhead }: Restored): string =>
  fields([
    [
      'streams',
      streams.length === 0
        ? undefined
        : streams.map(({ name, messages }) => `${name} ${messages}`).join(', '),
    ],
    ['EVENTS', log === null ? undefined : `complete up to ${log.lastSeq}, and the log that was backed up`],
    ...(log?.tenants ?? []).map(
      ({ tenant, accepted, losers, foreign }) =>
        [
          `tenant ${tenant}`,
          `${accepted} events that count, ${losers + foreign} others; chain unbroken`,
        ] as const,
    ),
    ...Object.entries(reactAfter).map(([name, seq]) => [name, `goes on after ${seq}`] as const),
    ...Object.entries(blobs).map(([tenant, count]) => [`blobs of ${tenant}`, count] as const),
    ['text keys', textKeys],
    ['read models', readModels(checkpoint, isAhead)],
  ]);

const readModels = (checkpoint: number, isAhead: boolean): string => {
  if (isAhead)
    return `are at ${checkpoint}, ahead of the log: the projector decides nothing. To give the later events up: restore --only database --discard-read-models`;
  return checkpoint === 0 ? 'empty; the projector folds them when it starts' : `are at ${checkpoint}`;
};

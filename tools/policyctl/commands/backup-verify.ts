import type { Answer } from '../answer.ts';
import type { SealedManifest } from '../backup/manifest.ts';
import { verifyBackup } from '../backup/verify-backup.ts';
import { fields } from '../table.ts';

/** Checks a backup where it lies. */
export const verify = async (folder: string, expected?: string): Promise<Answer> => {
  const sealed = await verifyBackup(folder, expected);
  return {
    json: { ok: true, folder, manifestSha256: sealed.sha256, manifest: sealed.manifest },
    text: `${manifestFields(folder, sealed)}\nevery part is as it was made`,
  };
};

/** A backup, for people. */
export const manifestFields = (folder: string, { manifest, sha256 }: SealedManifest): string => {
  const { events, streams, objects = [], parts, files, textKeys, registry, broker } = manifest;
  return fields([
    ['backup', folder],
    ['taken', `${manifest.startedAt} to ${manifest.finishedAt}`],
    ['registry', `${registry.version}, broker ${broker.version}`],
    ['tenants', manifest.tenants.join(', ')],
    ['EVENTS', `${events.lastSeq} messages, SHA-256 ${events.sha256}`],
    [
      'reactions',
      Object.entries(events.reacted)
        .map(([name, seq]) => `${name} after ${seq}`)
        .join(', '),
    ],
    ['read models', `were at ${events.checkpoint}; they are folded again from EVENTS`],
    ['streams', streams.map(({ name, state }) => `${name} ${state.messages}`).join(', ')],
    ...objects.map(
      ({ tenant, count, bytes, damaged }) =>
        [
          `blobs of ${tenant}`,
          `${count} with ${bytes} bytes${damaged.length === 0 ? '' : `, and ${damaged.length} DAMAGED ones that are not in it: ${damaged.join(', ')}`}`,
        ] as const,
    ),
    ['text keys', textKeys.count],
    ['files', files.length === 0 ? undefined : files.join(', ')],
    ['bytes', [...parts, ...objects].reduce((sum, { bytes }) => sum + bytes, 0)],
    ['manifest', `SHA-256 ${sha256}`],
  ]);
};

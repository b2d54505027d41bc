import { join } from 'node:path';

import { Tenant, parseTimestamp } from '@policy-registry/kernel';
import { newSigningKeyPem, publicKeyOfPem, TrustAnchor } from '@policy-registry/signing';

import { validityFrom } from '../../stack/keys.ts';
import { replaceFile, writePrivate } from '../../stack/private-file.ts';
import { UsageFault, type Answer } from '../answer.ts';
import { readBytes } from '../files.ts';
import type { Settings } from '../settings.ts';
import { fields } from '../table.ts';
import { anchorIn } from './evidence-verify.ts';

export type Rotation = {
  /** Where runners find `<tenant>.pem`. */
  readonly keyDir: string;
  readonly trust: string;
  /** Until when signatures of the tenant's other keys count, in the form of a time stamp. */
  readonly othersEnd?: string;
};

/** Runners sign with the key that they have until they are started again. */
const OVERLAP_MS = 60 * 60_000;
/** Everybody may read public keys. */
const PUBLIC_MODE = 0o644;

/** Puts a new evidence key of a tenant in the place of the one it has, and ends the windows of the others. */
export const rotateEvidenceKey = async (
  { tenant }: Pick<Settings, 'tenant'>,
  { keyDir, trust, othersEnd }: Rotation,
  now: Date,
): Promise<Answer> => {
  if (tenant === undefined) throw new UsageFault('say whose key it is to be: --tenant <tenant>');
  if (!Tenant.safeParse(tenant).success) throw new UsageFault(`${tenant} is no name of a tenant`);
  const end = othersEnd ?? new Date(now.getTime() + OVERLAP_MS).toISOString();
  if (parseTimestamp(end) === undefined)
    throw new UsageFault(`--others-end is ${end}; give it as 2026-03-01T12:00:00.000Z`);
  const before = anchorIn(trust, await readBytes(trust));

  const pem = newSigningKeyPem();
  const added = { ...publicKeyOfPem(pem), tenant, ...validityFrom(now) };
  const after = TrustAnchor.parse({
    ...before,
    keys: [...before.keys.map((key) => (key.tenant === tenant ? endedBy(key, end) : key)), added],
  });
  // Verifiers have to know a key before anything is signed with it.
  await replaceFile(trust, `${JSON.stringify(after, undefined, 2)}\n`, PUBLIC_MODE);
  const keyFile = join(keyDir, `${tenant}.pem`);
  await writePrivate(keyFile, pem);
  return {
    json: { tenant, keyId: added.keyId, keyFile, validTo: added.validTo, othersEnd: end },
    text: fields([
      ['new key', added.keyId],
      ['written to', keyFile],
      ['others count until', end],
      ['now', 'start the runners again, and hand the trust file to verifiers'],
    ]),
  };
};

type Window = { readonly validFrom: string; readonly validTo: string };

/** A window keeps its beginning: what ends before that counts for no time. */
const endedBy = <Key extends Window>(key: Key, end: string): Key => {
  const latest = key.validTo < end ? key.validTo : end;
  return { ...key, validTo: latest < key.validFrom ? key.validFrom : latest };
};

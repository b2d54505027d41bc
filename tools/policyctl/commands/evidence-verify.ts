import { join } from 'node:path';

import { SignerClaim, TrustAnchor, type Trust } from '@policy-registry/signing';

import { codeOf } from '../../servers/error-code.ts';
import type { Context } from '../act.ts';
import { EXIT, UsageFault, type Answer } from '../answer.ts';
import { EVIDENCE_FILES } from '../evidence-files.ts';
import { isFolder, readBytes } from '../files.ts';
import { fields } from '../table.ts';
import { verifyEvidenceFiles } from '../verify/verify-evidence-files.ts';

const PIN = /^[0-9a-f]{64}$/;

export type Verify = { readonly bundle?: string; readonly trust?: string; readonly pin?: string };

/** Verifies an archive, with what lies beside it, against an anchor from outside. */
export const verify = async ({ settings }: Context, path: string, options: Verify): Promise<Answer> => {
  const isDir = await isFolder(path);
  const archiveFile = isDir ? join(path, EVIDENCE_FILES.archive) : path;
  const beside = (name: string): string => (isDir ? join(path, name) : join(path, '..', name));
  const claim = await claimAt(beside(EVIDENCE_FILES.signer));
  const verdict = await verifyEvidenceFiles({
    archive: await readBytes(archiveFile),
    bundle: await readBytes(options.bundle ?? beside(EVIDENCE_FILES.bundle)),
    trust: await trustOf(options, claim),
    tenant: settings.tenant,
  });
  const text = fields([
    ['archive', archiveFile],
    ['digest', verdict.digest],
    ['tenant', verdict.tenant],
    ['simulation', verdict.simulationId],
    ['result', verdict.resultDigest],
    ['signed by key', verdict.keyId],
    [
      'kept against its administrator',
      verdict.worm === undefined ? undefined : verdict.worm ? 'yes' : 'no (worm: false)',
    ],
    ['transparency', verdict.transparency],
    ...verdict.findings.map(
      ({ finding, code, detail }) => [`finding ${finding}`, `${code}: ${detail}`] as const,
    ),
    ['verdict', WORDS[verdict.verdict]],
  ]);
  const { exitCode, ...json } = verdict;
  return { json: { ok: exitCode === EXIT.ok, path: archiveFile, ...json }, text, exitCode };
};

const WORDS = {
  verified: 'verified',
  signer_not_established: 'consistent, signer not established: give --trust or --pin',
  failed: 'not as it was signed',
} as const;

/** What the options say may be trusted; at most one anchor. */
export const trustOf = async ({ trust, pin }: Verify, claim: SignerClaim | undefined): Promise<Trust> => {
  if (trust !== undefined && pin !== undefined) throw new UsageFault('give --trust or --pin, not both');
  if (trust !== undefined) return { kind: 'anchor', anchor: anchorIn(trust, await readBytes(trust)) };
  if (pin === undefined) return { kind: 'none', claim };
  if (!PIN.test(pin.toLowerCase()))
    throw new UsageFault('a pin is the SHA-256 of a key: 64 hexadecimal digits');
  return { kind: 'pin', pin: pin.toLowerCase(), claim };
};

/** The anchor that a file holds. Throws UsageFault when it holds none. */
export const anchorIn = (path: string, bytes: Uint8Array): TrustAnchor => {
  try {
    return TrustAnchor.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new UsageFault(`${path} is no trust anchor`, { cause });
  }
};

/** The key that lies beside a signature, when one does. */
export const claimAt = async (path: string): Promise<SignerClaim | undefined> => {
  try {
    return SignerClaim.parse(JSON.parse(new TextDecoder().decode(await readBytes(path))));
  } catch (error) {
    if (error instanceof UsageFault || codeOf(error) === 'ENOTDIR') return undefined;
    throw new UsageFault(`${path} names no key`, { cause: error });
  }
};

import { join } from 'node:path';

import { sha256Hex } from '@policy-registry/kernel';
import { verifyBundle, type Verification } from '@policy-registry/signing';

import type { Context } from '../act.ts';
import { EXIT, UsageFault, type Answer } from '../answer.ts';
import { EVIDENCE_FILES } from '../evidence-files.ts';
import { readBytes } from '../files.ts';
import { fields } from '../table.ts';
import { claimAt, trustOf, type Verify } from './evidence-verify.ts';

/** Verifies that a file is what a bundle says was signed: a published manifest, for one. Offline. */
export const verifyAttested = async (
  { settings }: Context,
  path: string,
  options: Verify,
): Promise<Answer> => {
  const { tenant } = settings;
  if (tenant === undefined) throw new UsageFault('say whose it must be: --tenant <tenant>');
  const artifactSha256 = sha256Hex(await readBytes(path));
  const bundleBytes = await readBytes(options.bundle ?? path.replace(/\.(json|tar)$/, '.sigstore.json'));
  const trust = await trustOf(options, await claimAt(join(path, '..', EVIDENCE_FILES.signer)));
  const verification = verifyBundle({ bundleBytes, artifactSha256, trust, tenant });
  const findings = findingsOf(verification);
  const keyId = verification.verdict === 'failed' ? undefined : verification.keyId;
  const predicateType = verification.verdict === 'failed' ? undefined : verification.statement.predicateType;
  const verdict = WORDS[verification.verdict];
  const exitCode = EXIT_OF[verification.verdict];
  const json = {
    ok: exitCode === EXIT.ok,
    path,
    digest: artifactSha256,
    tenant,
    verdict,
    keyId,
    predicateType,
    findings,
  };
  const text = fields([
    ['file', path],
    ['digest', artifactSha256],
    ['tenant', tenant],
    ['states', predicateType],
    ['signed by key', keyId],
    ...findings.map(({ finding, code, detail }) => [`finding ${finding}`, `${code}: ${detail}`] as const),
    ['verdict', verdict],
  ]);
  return { json, text, exitCode };
};

const WORDS = { verified: 'verified', not_established: 'signer_not_established', failed: 'failed' } as const;
const EXIT_OF = {
  verified: EXIT.ok,
  not_established: EXIT.signerNotEstablished,
  failed: EXIT.refused,
} as const;

const findingsOf = (verification: Verification) =>
  verification.verdict === 'failed'
    ? [{ finding: 'evidence' as const, code: verification.code, detail: verification.detail }]
    : [];

import { verifyEvidenceArchive, type EvidenceReport } from '@policy-registry/evidence';
import { verifyBundle, type Trust, type Verification } from '@policy-registry/signing';

import { EXIT, type Finding } from '../answer.ts';

export type EvidenceFiles = {
  readonly archive: Uint8Array;
  readonly bundle: Uint8Array;
  readonly trust: Trust;
  /** Exactly whose evidence this must be; left out, whose it says it is. */
  readonly tenant: string | undefined;
};

/** What a verification says, with no more than it knows. */
export type EvidenceVerdict = {
  readonly verdict: 'verified' | 'signer_not_established' | 'failed';
  readonly digest: string;
  readonly tenant: string | undefined;
  readonly keyId: string | undefined;
  readonly kind: string | undefined;
  readonly simulationId: string | undefined;
  readonly resultDigest: string | undefined;
  readonly worm: boolean | undefined;
  readonly transparency: string | undefined;
  readonly findings: readonly (Finding & { readonly code: string })[];
  readonly exitCode: number;
};

/**
 * Verifies without network, in this order: the signature by a trusted key, the digest of what was signed, the key's
 * window, then what the archive says of itself.
 */
export const verifyEvidenceFiles = async ({
  archive,
  bundle,
  trust,
  tenant,
}: EvidenceFiles): Promise<EvidenceVerdict> => {
  const report = await verifyEvidenceArchive(async function* () {
    yield archive;
  });
  const { manifest, digest } = report;
  const owner = tenant ?? manifest?.tenant;
  const signature =
    owner === undefined
      ? undefined
      : verifyBundle({ bundleBytes: bundle, artifactSha256: digest, trust, tenant: owner });
  const findings = [
    ...signatureFindings(signature),
    ...ownerFindings(report, owner),
    ...archiveFindings(report),
  ];
  const verdict = verdictOf(signature, findings.length);
  return {
    verdict,
    digest,
    tenant: owner,
    keyId: signature === undefined || signature.verdict === 'failed' ? undefined : signature.keyId,
    ...contentOf(manifest),
    findings,
    exitCode: EXIT_OF[verdict],
  };
};

const verdictOf = (signature: Verification | undefined, findings: number): EvidenceVerdict['verdict'] => {
  if (findings > 0 || signature === undefined || signature.verdict === 'failed') return 'failed';
  return signature.verdict === 'verified' ? 'verified' : 'signer_not_established';
};

const contentOf = (manifest: EvidenceReport['manifest']) => ({
  kind: manifest?.kind,
  simulationId: manifest?.kind === 'simulation' ? manifest.simulationId : undefined,
  resultDigest: manifest?.kind === 'simulation' ? manifest.resultDigest : undefined,
  worm: manifest?.worm,
  transparency: manifest?.transparency,
});

const EXIT_OF = {
  verified: EXIT.ok,
  signer_not_established: EXIT.signerNotEstablished,
  failed: EXIT.refused,
} as const;

const found = (code: string, detail: string) => ({ finding: 'evidence' as const, code, detail });

const signatureFindings = (signature: Verification | undefined) =>
  signature?.verdict === 'failed' ? [found(signature.code, signature.detail)] : [];

const ownerFindings = ({ manifest }: EvidenceReport, owner: string | undefined) =>
  manifest === undefined || manifest.tenant === owner
    ? []
    : [found('TENANT_DIFFERENT', `the archive is of tenant ${manifest.tenant}, wanted ${owner}`)];

const archiveFindings = ({ findings }: EvidenceReport) =>
  findings.map(({ code, detail }) => found(code, detail));

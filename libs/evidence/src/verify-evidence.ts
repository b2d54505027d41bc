import { sha256Hex } from '@policy-registry/kernel';
import { readStored, StoredMalformed } from '@policy-registry/simulation';

import { type ArchiveFile, ArchiveRefused, readArchive } from './archive.ts';
import { EvidenceManifest, listed, MANIFEST_BYTES_MAX, MANIFEST_PATH } from './manifest.ts';
import { PUBLICATION_PATHS } from './paths.ts';
import type { EvidenceFinding, EvidenceReport, FilesByPath } from './report.ts';
import { verifySimulation } from './verify-simulation.ts';

/**
 * Checks an archive that anybody may have made, without network and without what made it: the archive's form, every
 * file against the manifest, and for a simulation that the partial results reduce to exactly the result.
 */
export const verifyEvidenceArchive = async (bytes: Uint8Array): Promise<EvidenceReport> => {
  const digest = sha256Hex(bytes);
  const files = await filesOf(bytes);
  if ('code' in files) return { digest, manifest: undefined, findings: [files] };
  const manifest = manifestOf(files);
  if ('code' in manifest) return { digest, manifest: undefined, findings: [manifest] };

  const listing = compareListing(manifest, files);
  // Content is only worth reading when it is what the manifest lists.
  if (listing.length > 0) return { digest, manifest, findings: listing };
  const byPath = new Map(files.map((file) => [file.path, file.bytes]));
  switch (manifest.kind) {
    case 'simulation':
      return { digest, manifest, findings: verifySimulation(manifest, byPath) };
    case 'publication':
      return { digest, manifest, findings: verifyPublication(manifest, byPath) };
  }
};

const filesOf = async (bytes: Uint8Array): Promise<readonly ArchiveFile[] | EvidenceFinding> => {
  try {
    return await readArchive(bytes);
  } catch (error) {
    if (error instanceof ArchiveRefused) return { code: error.code, detail: error.message };
    throw error;
  }
};

const manifestOf = (files: readonly ArchiveFile[]): EvidenceManifest | EvidenceFinding => {
  const file = files.find(({ path }) => path === MANIFEST_PATH);
  if (file === undefined) return { code: 'MANIFEST_MISSING', detail: `there is no ${MANIFEST_PATH}` };
  try {
    return readStored(EvidenceManifest, file.bytes, MANIFEST_BYTES_MAX);
  } catch (error) {
    if (error instanceof StoredMalformed) return { code: 'MANIFEST_MALFORMED', detail: error.message };
    throw error;
  }
};

const compareListing = (
  manifest: EvidenceManifest,
  files: readonly ArchiveFile[],
): readonly EvidenceFinding[] => {
  const found = new Map(
    listed(files.filter(({ path }) => path !== MANIFEST_PATH)).map((file) => [file.path, file]),
  );
  const findings: EvidenceFinding[] = [];
  for (const { path, size, sha256 } of manifest.files) {
    const file = found.get(path);
    // A path that is listed twice is missing the second time.
    found.delete(path);
    if (file === undefined) findings.push({ code: 'FILE_MISSING', detail: path });
    else if (file.sha256 !== sha256 || file.size !== size) {
      findings.push({
        code: 'FILE_DIGEST_DIFFERENT',
        detail: `${path} has ${file.sha256}, listed is ${sha256}`,
      });
    }
  }
  for (const path of found.keys()) findings.push({ code: 'FILE_UNLISTED', detail: path });
  return findings;
};

type PublicationManifest = Extract<EvidenceManifest, { kind: 'publication' }>;

const verifyPublication = (manifest: PublicationManifest, files: FilesByPath): readonly EvidenceFinding[] => {
  const findings: EvidenceFinding[] = [];
  const content = files.get(PUBLICATION_PATHS.content);
  const ir = files.get(PUBLICATION_PATHS.ir);
  if (!files.has(PUBLICATION_PATHS.publication)) {
    findings.push({ code: 'FILE_MISSING', detail: PUBLICATION_PATHS.publication });
  }
  if (content === undefined || sha256Hex(content) !== manifest.version.contentDigest) {
    findings.push({ code: 'CONTENT_DIGEST_DIFFERENT', detail: PUBLICATION_PATHS.content });
  }
  if (ir === undefined || sha256Hex(ir) !== manifest.irDigest) {
    findings.push({ code: 'POLICY_DIGEST_DIFFERENT', detail: PUBLICATION_PATHS.ir });
  }
  return findings;
};

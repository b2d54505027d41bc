import { sha256Hex, sha256Stream } from '@policy-registry/kernel';
import { readStored, StoredMalformed } from '@policy-registry/simulation';

import { type ArchiveFile, ArchiveRefused } from './archive-form.ts';
import {
  EvidenceManifest,
  type ListedFile,
  listedFile,
  MANIFEST_BYTES_MAX,
  MANIFEST_PATH,
} from './manifest.ts';
import { isShardPath, PUBLICATION_PATHS } from './paths.ts';
import { readArchive } from './read-archive.ts';
import type { EvidenceFinding, EvidenceReport, FilesByPath } from './report.ts';
import { type PartialsReading, startPartials } from './verify-partials.ts';
import { verifySimulation } from './verify-simulation.ts';

/**
 * Checks an archive that anybody may have made, without network and without what made it: the archive's form, every
 * file against the manifest, and for a simulation that the partial results reduce to exactly the result. `open` gives
 * the archive from its beginning, in pieces; an archive that is refused is opened twice, for its digest.
 */
export const verifyEvidenceArchive = async (
  open: () => AsyncIterable<Uint8Array>,
): Promise<EvidenceReport> => {
  const hash = sha256Stream();
  const reading = startReading();
  try {
    for await (const file of readArchive(open(), hash)) reading.add(file);
  } catch (error) {
    if (!(error instanceof ArchiveRefused)) throw error;
    const finding = { code: error.code, detail: error.message };
    return { digest: await digestOfAll(open()), manifest: undefined, findings: [finding] };
  }
  return { digest: hash.hex(), ...reading.report() };
};

const digestOfAll = async (content: AsyncIterable<Uint8Array>): Promise<string> => {
  const hash = sha256Stream();
  for await (const piece of content) hash.update(piece);
  return hash.hex();
};

/** Takes the files of an archive in their order. Of the shards, which are many, no more than their listing is kept. */
const startReading = () => {
  const listing: ListedFile[] = [];
  const kept = new Map<string, Uint8Array>();
  let partials: PartialsReading | undefined;
  return {
    add: (file: ArchiveFile): void => {
      listing.push(listedFile(file));
      if (!isShardPath(file.path)) {
        kept.set(file.path, file.bytes);
        return;
      }
      // Bytewise by path, inputs and manifest stand before the shards.
      partials ??= startPartials(kept);
      partials.add(file);
    },
    report: () => reportOf(listing, kept, partials ?? startPartials(kept)),
  };
};

const reportOf = (
  listing: readonly ListedFile[],
  files: FilesByPath,
  partials: PartialsReading,
): Omit<EvidenceReport, 'digest'> => {
  const manifest = manifestOf(files);
  if ('code' in manifest) return { manifest: undefined, findings: [manifest] };
  const differences = compareListing(manifest, listing);
  // Content is only worth judging when it is what the manifest lists.
  if (differences.length > 0) return { manifest, findings: differences };
  switch (manifest.kind) {
    case 'simulation':
      return { manifest, findings: verifySimulation(manifest, files, partials) };
    case 'publication':
      return { manifest, findings: verifyPublication(manifest, files) };
  }
};

const manifestOf = (files: FilesByPath): EvidenceManifest | EvidenceFinding => {
  const bytes = files.get(MANIFEST_PATH);
  if (bytes === undefined) return { code: 'MANIFEST_MISSING', detail: `there is no ${MANIFEST_PATH}` };
  try {
    return readStored(EvidenceManifest, bytes, MANIFEST_BYTES_MAX);
  } catch (error) {
    if (error instanceof StoredMalformed) return { code: 'MANIFEST_MALFORMED', detail: error.message };
    throw error;
  }
};

const compareListing = (
  manifest: EvidenceManifest,
  listing: readonly ListedFile[],
): readonly EvidenceFinding[] => {
  const found = new Map(listing.map((file) => [file.path, file]));
  found.delete(MANIFEST_PATH);
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

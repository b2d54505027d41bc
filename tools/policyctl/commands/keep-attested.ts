import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Answer } from '../answer.ts';
import { fields } from '../table.ts';

/** Writes the manifest of a version and a bundle over it, as `attestation verify` finds them beside each other. */
export const keepAttested = async (
  out: string,
  { manifest, bundle }: { readonly manifest: Uint8Array; readonly bundle: Uint8Array },
): Promise<Answer> => {
  const files = { manifest: join(out, 'manifest.json'), bundle: join(out, 'manifest.sigstore.json') };
  await mkdir(out, { recursive: true });
  await writeFile(files.manifest, manifest);
  await writeFile(files.bundle, bundle);
  return { json: files, text: fields(Object.entries(files)) };
};

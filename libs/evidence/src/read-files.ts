import { StoredMalformed } from '@policy-registry/simulation';

import type { EvidenceFinding, EvidenceFindingCode, FilesByPath } from './report.ts';

export const found = (code: EvidenceFindingCode, detail: string): EvidenceFinding => ({ code, detail });

/** What was read, or the finding that it is malformed. */
export const read = <T extends object>(code: EvidenceFindingCode, reading: () => T): T | EvidenceFinding => {
  try {
    return reading();
  } catch (error) {
    if (error instanceof StoredMalformed) return found(code, error.message);
    throw error;
  }
};

export const fileAt = (files: FilesByPath, path: string): Uint8Array => {
  const bytes = files.get(path);
  if (bytes === undefined) throw new RangeError(`${path} was not looked for`);
  return bytes;
};

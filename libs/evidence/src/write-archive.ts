import { compareBytewise } from '@policy-registry/kernel';
import { pack, type Pack } from 'tar-stream';

import {
  ArchiveRefused,
  bytesOf,
  headerOf,
  toBuffer,
  verifyFileCount,
  verifyPath,
  verifySize,
} from './archive-form.ts';
import { type ListedFile, listedFile } from './manifest.ts';

/** A file that an archive will hold. Its content is read when its turn has come, so that one is in memory at a time. */
export type ArchivePart = ListedFile & { readonly read: () => Promise<Uint8Array> };

/** A file whose bytes are at hand. */
export const partOf = (path: string, bytes: Uint8Array): ArchivePart => ({
  ...listedFile({ path, bytes }),
  read: () => Promise.resolve(bytes),
});

/**
 * The one ustar archive of these files, piece by piece: bytewise by path, owner and group 0, mode 0644, time 0, no
 * compression. Equal files give equal bytes on every machine. Throws {@link ArchiveRefused} at once, or never.
 */
export const writeArchive = (parts: readonly ArchivePart[]): AsyncIterable<Uint8Array> => {
  verifyParts(parts);
  return packed(parts);
};

async function* packed(parts: readonly ArchivePart[]): AsyncGenerator<Uint8Array> {
  const archive = pack();
  const filled = fill(archive, parts).catch((error: unknown) => {
    archive.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  for await (const piece of archive) yield bytesOf(piece);
  await filled;
}

const fill = async (archive: Pack, parts: readonly ArchivePart[]): Promise<void> => {
  for (const part of parts.toSorted((a, b) => compareBytewise(a.path, b.path))) {
    const bytes = await part.read();
    if (bytes.length !== part.size)
      throw new RangeError(`${part.path} has ${bytes.length} bytes, said were ${part.size}`);
    await addFile(archive, part.path, bytes);
  }
  archive.finalize();
};

/** Adds one file and resolves when it was taken in whole. */
export const addFile = (archive: Pack, path: string, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    archive.entry(headerOf(path), toBuffer(bytes), (error) => (error ? reject(error) : resolve()));
  });

const verifyParts = (parts: readonly ArchivePart[]): void => {
  verifyFileCount(parts.length);
  const seen = new Set<string>();
  let totalBytes = 0;
  for (const { path, size } of parts) {
    verifyPath(path);
    if (seen.has(path)) throw new ArchiveRefused('ARCHIVE_PATH_DUPLICATE', `${path} occurs twice`);
    seen.add(path);
    totalBytes += size;
  }
  verifySize(totalBytes);
};

import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { compareBytewise, sha256Stream, type Sha256Stream } from '@policy-registry/kernel';
import { extract, type Header, pack } from 'tar-stream';

import {
  type ArchiveFile,
  ArchiveRefused,
  bytesOf,
  verifyFileCount,
  verifyPath,
  verifySize,
} from './archive-form.ts';
import { addFile } from './write-archive.ts';

/**
 * Reads an archive that anybody may have made, one file at a time, in order of the paths. Throws {@link ArchiveRefused},
 * at the latest after the last file, for whatever {@link writeArchive} would not have written to the byte: links, other
 * owners, trailing bytes, another order. So what came is an archive only once the iteration has ended; `hash` has then
 * seen all of it.
 */
export async function* readArchive(
  content: AsyncIterable<Uint8Array>,
  hash: Sha256Stream = sha256Stream(),
): AsyncGenerator<ArchiveFile> {
  const reader = extract();
  const source = watched(content, hash);
  const fed = pipeline(Readable.from(source.pieces), reader);
  // Whoever stops in the middle cuts it off; every other failure comes out of the reader as well.
  fed.catch(() => undefined);
  const copy = copying();
  let before: string | undefined;
  let files = 0;
  try {
    for await (const entry of reader) {
      verifyFileCount((files += 1));
      const file = await fileOf(entry);
      verifyOrder(before, file.path);
      before = file.path;
      await copy.add(file);
      yield file;
    }
    await fed;
  } catch (cause) {
    if (cause instanceof ArchiveRefused || source.failed()) throw cause;
    throw new ArchiveRefused('ARCHIVE_UNREADABLE', 'the bytes are no whole ustar archive', { cause });
  }
  if ((await copy.digest()) !== source.digest()) {
    throw new ArchiveRefused('ARCHIVE_NOT_DETERMINISTIC', 'the archive is not the one archive of its files');
  }
}

/** The pieces as they come, with what is to be known of them when they have all come. */
const watched = (content: AsyncIterable<Uint8Array>, hash: Sha256Stream) => {
  let hasFailed = false;
  return {
    pieces: taken(content, hash, () => (hasFailed = true)),
    failed: () => hasFailed,
    digest: () => hash.hex(),
  };
};

async function* taken(
  content: AsyncIterable<Uint8Array>,
  hash: Sha256Stream,
  onFailure: () => void,
): AsyncGenerator<Uint8Array> {
  let sizeBytes = 0;
  try {
    for await (const piece of content) {
      verifySize((sizeBytes += piece.length));
      hash.update(piece);
      yield piece;
    }
  } catch (error) {
    onFailure();
    throw error;
  }
}

/** The archive that these files would be written as, of which only the digest is kept. */
const copying = () => {
  const archive = pack();
  const hash = sha256Stream();
  archive.on('data', (piece: unknown) => hash.update(bytesOf(piece)));
  const ended = once(archive, 'end');
  return {
    add: ({ path, bytes }: ArchiveFile) => addFile(archive, path, bytes),
    digest: async (): Promise<string> => {
      archive.finalize();
      await ended;
      return hash.hex();
    },
  };
};

const verifyOrder = (before: string | undefined, path: string): void => {
  if (before === undefined || compareBytewise(before, path) < 0) return;
  if (before === path) throw new ArchiveRefused('ARCHIVE_PATH_DUPLICATE', `${path} occurs twice`);
  throw new ArchiveRefused('ARCHIVE_NOT_DETERMINISTIC', `${path} stands after ${before}`);
};

type Entry = AsyncIterable<unknown> & { readonly header: Pick<Header, 'name' | 'type' | 'size'> };

const fileOf = async (entry: Entry): Promise<ArchiveFile> => {
  const { name, type, size } = entry.header;
  verifyPath(name);
  if (type !== 'file') throw new ArchiveRefused('ARCHIVE_ENTRY_FORBIDDEN', `${name} is a ${type}`);
  verifySize(size);
  const pieces: Uint8Array[] = [];
  for await (const piece of entry) pieces.push(bytesOf(piece));
  return { path: name, bytes: Buffer.concat(pieces) };
};

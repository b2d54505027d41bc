import { compareBytewise } from '@policy-registry/kernel';
import { extract, type Header, pack } from 'tar-stream';

/** An archive is at most this long; it is read and written in memory. */
export const ARCHIVE_BYTES_MAX = 256 * 1024 * 1024;
/** An archive holds at most this many files. */
export const ARCHIVE_FILES_MAX = 11_000;
// What a ustar header holds without extensions (POSIX.1-1988 ustar: `name` has 100 bytes).
const PATH_CHARS_MAX = 100;
// Lower case only, so no two paths fall together on any file system; no `.`, `..`, empty or absolute segments.
const PATH = /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/;

export type ArchiveFile = { readonly path: string; readonly bytes: Uint8Array };

export type ArchiveRefusalCode =
  | 'ARCHIVE_TOO_LARGE'
  | 'ARCHIVE_UNREADABLE'
  | 'ARCHIVE_ENTRY_FORBIDDEN'
  | 'ARCHIVE_PATH_FORBIDDEN'
  | 'ARCHIVE_PATH_DUPLICATE'
  | 'ARCHIVE_NOT_DETERMINISTIC';

/** What cannot be an archive of this form, read or written. */
export class ArchiveRefused extends Error {
  override readonly name = 'ArchiveRefused';
  readonly code: ArchiveRefusalCode;
  constructor(code: ArchiveRefusalCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * The one ustar archive of these files: bytewise by path, owner and group 0, mode 0644, time 0, no compression. Equal
 * files give equal bytes on every machine. Rejects with {@link ArchiveRefused}.
 */
export const writeArchive = async (files: readonly ArchiveFile[]): Promise<Uint8Array> => {
  verifyFiles(files);
  return gathered(packed(files));
};

const packed = (files: readonly ArchiveFile[]): AsyncIterable<unknown> => {
  const archive = pack();
  for (const { path, bytes } of files.toSorted((a, b) => compareBytewise(a.path, b.path))) {
    archive.entry(
      { name: path, type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: new Date(0) },
      toBuffer(bytes),
    );
  }
  archive.finalize();
  return archive;
};

/**
 * Reads an archive that anybody may have made, in order of the paths. Rejects with {@link ArchiveRefused} whatever
 * {@link writeArchive} would not have written to the byte: links, other owners, trailing bytes, another order.
 */
export const readArchive = async (bytes: Uint8Array): Promise<readonly ArchiveFile[]> => {
  if (bytes.length > ARCHIVE_BYTES_MAX) {
    throw new ArchiveRefused('ARCHIVE_TOO_LARGE', `the archive is longer than ${ARCHIVE_BYTES_MAX} bytes`);
  }
  const files = await unpacked(bytes);
  verifyFiles(files);
  if (!(await isWrittenAs(packed(files), bytes))) {
    throw new ArchiveRefused('ARCHIVE_NOT_DETERMINISTIC', 'the archive is not the one archive of its files');
  }
  return files;
};

// Piece by piece: a large archive is not in memory twice.
const isWrittenAs = async (archive: AsyncIterable<unknown>, bytes: Uint8Array): Promise<boolean> => {
  let at = 0;
  for await (const piece of archive) {
    const written = bytesOf(piece);
    if (Buffer.compare(written, bytes.subarray(at, at + written.length)) !== 0) return false;
    at += written.length;
  }
  return at === bytes.length;
};

const unpacked = async (bytes: Uint8Array): Promise<readonly ArchiveFile[]> => {
  const reader = extract();
  reader.end(toBuffer(bytes));
  const files: ArchiveFile[] = [];
  try {
    for await (const entry of reader) {
      if (files.length === ARCHIVE_FILES_MAX) {
        throw new ArchiveRefused(
          'ARCHIVE_TOO_LARGE',
          `the archive holds more than ${ARCHIVE_FILES_MAX} files`,
        );
      }
      files.push(await fileOf(entry));
    }
  } catch (cause) {
    if (cause instanceof ArchiveRefused) throw cause;
    throw new ArchiveRefused('ARCHIVE_UNREADABLE', 'the bytes are no whole ustar archive', { cause });
  }
  return files;
};

const fileOf = async (
  entry: AsyncIterable<unknown> & { readonly header: Pick<Header, 'name' | 'type'> },
): Promise<ArchiveFile> => {
  const { name, type } = entry.header;
  verifyPath(name);
  if (type !== 'file') throw new ArchiveRefused('ARCHIVE_ENTRY_FORBIDDEN', `${name} is a ${type}`);
  return { path: name, bytes: await gathered(entry) };
};

const gathered = async (stream: AsyncIterable<unknown>): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(bytesOf(chunk));
  // A file of an archive in memory comes in one piece, which is a view of it.
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
};

const bytesOf = (piece: unknown): Uint8Array => {
  if (piece instanceof Uint8Array) return piece;
  throw new TypeError('a tar stream gave something else than bytes');
};

const verifyFiles = (files: readonly ArchiveFile[]): void => {
  if (files.length > ARCHIVE_FILES_MAX) {
    throw new ArchiveRefused('ARCHIVE_TOO_LARGE', `there are more than ${ARCHIVE_FILES_MAX} files`);
  }
  const seen = new Set<string>();
  let sizeBytes = 0;
  for (const { path, bytes } of files) {
    verifyPath(path);
    if (seen.has(path)) throw new ArchiveRefused('ARCHIVE_PATH_DUPLICATE', `${path} occurs twice`);
    seen.add(path);
    sizeBytes += bytes.length;
  }
  if (sizeBytes > ARCHIVE_BYTES_MAX) {
    throw new ArchiveRefused('ARCHIVE_TOO_LARGE', `the files are longer than ${ARCHIVE_BYTES_MAX} bytes`);
  }
};

const verifyPath = (path: string): void => {
  if (path.length > PATH_CHARS_MAX || !PATH.test(path)) {
    throw new ArchiveRefused(
      'ARCHIVE_PATH_FORBIDDEN',
      `${JSON.stringify(path.slice(0, 200))} is no path of an archive`,
    );
  }
};

// A view, not a copy.
const toBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

import type { Header } from 'tar-stream';

/** An archive is at most this long. It is written and read one file at a time. */
export const ARCHIVE_BYTES_MAX = 256 * 1024 * 1024;
/** An archive holds at most this many files. */
export const ARCHIVE_FILES_MAX = 11_000;
// What a ustar header holds without extensions (POSIX.1-1988 ustar: `name` has 100 bytes).
const PATH_CHARS_MAX = 100;
// Lower case only, so no two paths fall together on any file system; no `.`, `..`, empty or absolute segments.
const PATH = /^[a-z0-9][a-z0-9._-]*(\/[a-z0-9][a-z0-9._-]*)*$/;

/** A file of an archive. */
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

/** The one header of a file: owner and group 0, mode 0644, time 0. */
export const headerOf = (path: string): Partial<Header> & { readonly name: string } => ({
  name: path,
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: new Date(0),
});

export const verifyPath = (path: string): void => {
  if (path.length > PATH_CHARS_MAX || !PATH.test(path)) {
    throw new ArchiveRefused(
      'ARCHIVE_PATH_FORBIDDEN',
      `${JSON.stringify(path.slice(0, 200))} is no path of an archive`,
    );
  }
};

export const verifyFileCount = (files: number): void => {
  if (files > ARCHIVE_FILES_MAX) {
    throw new ArchiveRefused('ARCHIVE_TOO_LARGE', `there are more than ${ARCHIVE_FILES_MAX} files`);
  }
};

export const verifySize = (sizeBytes: number): void => {
  if (sizeBytes > ARCHIVE_BYTES_MAX) {
    throw new ArchiveRefused('ARCHIVE_TOO_LARGE', `there are more than ${ARCHIVE_BYTES_MAX} bytes`);
  }
};

/** A view, not a copy. */
export const toBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const bytesOf = (piece: unknown): Uint8Array => {
  if (piece instanceof Uint8Array) return piece;
  throw new TypeError('a tar stream gave something else than bytes');
};

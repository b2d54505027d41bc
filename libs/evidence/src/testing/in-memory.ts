import { Readable } from 'node:stream';

import { listed, listedFile, type ListedFile } from '../manifest.ts';
import type { ArchiveFile } from '../archive-form.ts';
import { readArchive } from '../read-archive.ts';
import { partOf, writeArchive } from '../write-archive.ts';

/** Bytes that can be opened, in pieces that end anywhere. */
export const opened = (bytes: Uint8Array, pieceBytes = 1_000) =>
  async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  };

export const gathered = async (content: AsyncIterable<Uint8Array>): Promise<Uint8Array> =>
  Buffer.concat(await Readable.from(content).toArray());

export const written = async (files: readonly ArchiveFile[]): Promise<Uint8Array> =>
  gathered(writeArchive(files.map(({ path, bytes }) => partOf(path, bytes))));

export const unpacked = (bytes: Uint8Array, pieceBytes?: number): Promise<ArchiveFile[]> =>
  Readable.from(readArchive(opened(bytes, pieceBytes)())).toArray();

export const listingOf = (files: readonly ArchiveFile[]): ListedFile[] => listed(files.map(listedFile));

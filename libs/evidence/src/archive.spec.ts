import { once } from 'node:events';

import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';
import fc from 'fast-check';
import { type Header, pack } from 'tar-stream';

import { ARCHIVE_BYTES_MAX, ARCHIVE_FILES_MAX, type ArchiveFile } from './archive-form.ts';
import { readArchive } from './read-archive.ts';
import { gathered, unpacked, written } from './testing/in-memory.ts';
import { partOf, writeArchive } from './write-archive.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const FILES: readonly ArchiveFile[] = [
  { path: 'manifest.json', bytes: text('{}') },
  { path: 'shards/0000.json', bytes: text('zero') },
  { path: 'a/b.json', bytes: text('') },
];
const plain = (files: readonly ArchiveFile[]) =>
  files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString('hex')]);

/** An archive that {@link writeArchive} would not write. */
const packed = async (
  ...entries: readonly (Partial<Header> & { name: string; content?: string })[]
): Promise<Uint8Array> => {
  const archive = pack();
  for (const { content, ...header } of entries) {
    archive.entry(
      { type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: new Date(0), ...header },
      content ?? '',
    );
  }
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** The header of a file, whatever comes after it. */
const headerSaying = async (name: string, size: number): Promise<Uint8Array> => {
  const archive = pack();
  archive.entry({ name, type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: new Date(0), size });
  const [header] = await once(archive, 'data');
  if (!(header instanceof Uint8Array)) throw new TypeError('a header');
  return header;
};

const paths = fc.uniqueArray(
  fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,8}(\/[a-z0-9][a-z0-9._-]{0,8}){0,3}$/),
  { maxLength: 8 },
);

describe('an archive', () => {
  it('has the same bytes on every machine', async () => {
    expect(sha256Hex(await written(FILES))).toBe(
      'e16cd941cd5fef03132e6ce1bcbf00b6c3b8fdb394d5a86103a789d16df3e8c5',
    );
  });

  it('has ustar headers with owner, group and time 0 and mode 0644', async () => {
    const header = Buffer.from(await written([{ path: 'a', bytes: text('x') }])).subarray(0, 512);
    // POSIX.1-1988 ustar: mode at 100, uid 108, gid 116, size 124, mtime 136, typeflag 156, magic 257, names at 265.
    const field = (from: number, length: number) => header.toString('latin1', from, from + length);
    expect([field(100, 8), field(108, 8), field(116, 8)]).toStrictEqual([
      '000644 \0',
      '000000 \0',
      '000000 \0',
    ]);
    expect([field(124, 12), field(136, 12)]).toStrictEqual(['00000000001 ', '00000000000 ']);
    expect([field(156, 1), field(257, 8), field(265, 64)]).toStrictEqual([
      '0',
      'ustar\x0000',
      '\0'.repeat(64),
    ]);
  });

  it('depends neither on the order of its files nor on the cut of its pieces, and gives the files back by path', async () => {
    await fc.assert(
      fc.asyncProperty(
        paths.chain((names) =>
          fc.tuple(
            ...names.map((path) => fc.uint8Array({ maxLength: 600 }).map((bytes) => ({ path, bytes }))),
          ),
        ),
        fc.integer({ min: 1, max: 2_000 }),
        async (files, pieceBytes) => {
          const archive = await written(files);
          expect(Buffer.compare(await written(files.toReversed()), archive)).toBe(0);
          const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
          expect(plain(await unpacked(archive, pieceBytes))).toStrictEqual(plain(sorted));
        },
      ),
    );
  });

  it.each([
    ['an absolute path', '/etc/passwd'],
    ['a way out', '../x'],
    ['a way out in the middle', 'a/../x'],
    ['an empty segment', 'a//b'],
    ['a folder', 'a/'],
    ['no path', ''],
    ['a backslash', 'a\\b'],
    ['a NUL', 'a\0b'],
    ['capitals, which fall together on some file systems', 'Manifest.json'],
    ['letters beyond ASCII', 'é.json'],
    ['a path too long for a ustar header', 'a'.repeat(101)],
  ])('is not written with %s', async (_what, path) => {
    await expect(written([{ path, bytes: text('x') }])).rejects.toMatchObject({
      code: 'ARCHIVE_PATH_FORBIDDEN',
    });
  });

  it('is written and read one file at a time', async () => {
    const events: string[] = [];
    const parts = FILES.map(({ path, bytes }) => ({
      ...partOf(path, bytes),
      read: () => {
        events.push(`read ${path}`);
        return Promise.resolve(bytes);
      },
    }));
    const large = 'a'.repeat(200_000);
    const archive = writeArchive([...parts, partOf('b.json', text(large))]);
    for await (const { path } of readArchive(archive)) events.push(`had ${path}`);
    expect(events.indexOf('had a/b.json')).toBeLessThan(events.indexOf('read shards/0000.json'));
    expect(events).toHaveLength(7);
  });

  it('is not written with another content than was said', async () => {
    const part = { ...partOf('a', text('x')), read: () => Promise.resolve(text('xy')) };
    await expect(gathered(writeArchive([part]))).rejects.toThrow('a has 2 bytes, said were 1');
  });

  it('is not written with a path twice', async () => {
    const [first] = FILES;
    if (first === undefined) throw new Error('a file');
    await expect(written([...FILES, first])).rejects.toMatchObject({ code: 'ARCHIVE_PATH_DUPLICATE' });
  });

  it('is not written with more files than there may be', async () => {
    const files = Array.from({ length: ARCHIVE_FILES_MAX + 1 }, (_, index) => ({
      path: `f${index}`,
      bytes: text(''),
    }));
    await expect(written(files)).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE' });
  });
});

describe('a foreign archive is refused', () => {
  const good = { name: 'a', content: 'x' };
  const foreign: readonly (readonly [string, () => Promise<Uint8Array>, string])[] = [
    [
      'with a symbolic link',
      () => packed({ name: 'a', type: 'symlink', linkname: '/etc/passwd' }),
      'ARCHIVE_ENTRY_FORBIDDEN',
    ],
    ['with a hard link', () => packed({ name: 'a', type: 'link', linkname: 'b' }), 'ARCHIVE_ENTRY_FORBIDDEN'],
    ['with a device', () => packed({ name: 'a', type: 'character-device' }), 'ARCHIVE_ENTRY_FORBIDDEN'],
    ['with a folder', () => packed({ name: 'a', type: 'directory' }), 'ARCHIVE_ENTRY_FORBIDDEN'],
    ['with an absolute path', () => packed({ name: '/a', content: 'x' }), 'ARCHIVE_PATH_FORBIDDEN'],
    ['with a way out', () => packed({ name: '../a', content: 'x' }), 'ARCHIVE_PATH_FORBIDDEN'],
    ['with a path twice', () => packed(good, { name: 'a', content: 'y' }), 'ARCHIVE_PATH_DUPLICATE'],
    ['in another order', () => packed({ name: 'b', content: 'x' }, good), 'ARCHIVE_NOT_DETERMINISTIC'],
    ['with another owner', () => packed({ ...good, uid: 1_000 }), 'ARCHIVE_NOT_DETERMINISTIC'],
    ['with another mode', () => packed({ ...good, mode: 0o755 }), 'ARCHIVE_NOT_DETERMINISTIC'],
    ['with another time', () => packed({ ...good, mtime: new Date(1_000) }), 'ARCHIVE_NOT_DETERMINISTIC'],
    [
      'with an extended header',
      () => packed({ ...good, pax: { comment: 'x' } }),
      'ARCHIVE_NOT_DETERMINISTIC',
    ],
    [
      'with bytes after its end',
      async () => Buffer.concat([await packed(good), Buffer.alloc(512)]),
      'ARCHIVE_NOT_DETERMINISTIC',
    ],
    [
      'followed by another archive',
      async () => Buffer.concat([await packed(good), await packed({ name: 'b' })]),
      'ARCHIVE_NOT_DETERMINISTIC',
    ],
    [
      'with garbage after its end',
      async () => Buffer.concat([await packed(good), Buffer.from('garbage')]),
      'ARCHIVE_UNREADABLE',
    ],
    ['without its end', async () => (await packed(good)).subarray(0, 1_024), 'ARCHIVE_NOT_DETERMINISTIC'],
    ['cut in a file', async () => (await packed(good)).subarray(0, 700), 'ARCHIVE_UNREADABLE'],
    ['cut in a header', async () => (await packed(good)).subarray(0, 100), 'ARCHIVE_UNREADABLE'],
    ['that is none', async () => Buffer.alloc(1_024, 'x'), 'ARCHIVE_UNREADABLE'],
    ['that is empty', async () => new Uint8Array(), 'ARCHIVE_NOT_DETERMINISTIC'],
  ];
  it.each(foreign)('%s', async (_what, make, code) => {
    await expect(unpacked(await make())).rejects.toMatchObject({ name: 'ArchiveRefused', code });
  });

  it('with a file that says to be too long, before it is read', async () => {
    const large = await headerSaying('a', ARCHIVE_BYTES_MAX + 1);
    await expect(unpacked(large)).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE' });
  });

  it('that is too long, before all of it was read', async () => {
    const mebibyte = new Uint8Array(1024 * 1024);
    let pieces = 0;
    const endless = async function* () {
      for (let file = 0; ; file += 1) {
        yield await headerSaying(`${file}`, 64 * mebibyte.length);
        for (let piece = 0; piece < 64; piece += 1, pieces += 1) yield mebibyte;
      }
    };
    const reading = async () => {
      for await (const { bytes } of readArchive(endless())) expect(bytes).toHaveLength(64 * mebibyte.length);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE' });
    expect(pieces).toBeLessThanOrEqual(ARCHIVE_BYTES_MAX / mebibyte.length);
  });

  it('and one that cannot be read is not called one', async () => {
    const lost = new Error('the connection is lost');
    const failing = async function* () {
      yield (await packed(good)).subarray(0, 700);
      throw lost;
    };
    const reading = async () => {
      for await (const { path } of readArchive(failing())) expect(path).toBe('a');
    };
    await expect(reading()).rejects.toBe(lost);
  });
});

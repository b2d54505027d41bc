import { describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';
import fc from 'fast-check';
import { type Header, pack } from 'tar-stream';

import { ARCHIVE_FILES_MAX, type ArchiveFile, readArchive, writeArchive } from './archive.ts';

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

const paths = fc.uniqueArray(
  fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,8}(\/[a-z0-9][a-z0-9._-]{0,8}){0,3}$/),
  { maxLength: 8 },
);

describe('an archive', () => {
  it('has the same bytes on every machine', async () => {
    expect(sha256Hex(await writeArchive(FILES))).toBe(
      'e16cd941cd5fef03132e6ce1bcbf00b6c3b8fdb394d5a86103a789d16df3e8c5',
    );
  });

  it('has ustar headers with owner, group and time 0 and mode 0644', async () => {
    const header = Buffer.from(await writeArchive([{ path: 'a', bytes: text('x') }])).subarray(0, 512);
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

  it('does not depend on the order of its files, and gives them back by path', async () => {
    await fc.assert(
      fc.asyncProperty(
        paths.chain((names) =>
          fc.tuple(
            ...names.map((path) => fc.uint8Array({ maxLength: 600 }).map((bytes) => ({ path, bytes }))),
          ),
        ),
        async (files) => {
          const archive = await writeArchive(files);
          expect(Buffer.compare(await writeArchive(files.toReversed()), archive)).toBe(0);
          const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
          expect(plain(await readArchive(archive))).toStrictEqual(plain(sorted));
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
    await expect(writeArchive([{ path, bytes: text('x') }])).rejects.toMatchObject({
      code: 'ARCHIVE_PATH_FORBIDDEN',
    });
  });

  it('is not written with a path twice', async () => {
    const [first] = FILES;
    if (first === undefined) throw new Error('a file');
    await expect(writeArchive([...FILES, first])).rejects.toMatchObject({ code: 'ARCHIVE_PATH_DUPLICATE' });
  });

  it('is not written with more files than there may be', async () => {
    const files = Array.from({ length: ARCHIVE_FILES_MAX + 1 }, (_, index) => ({
      path: `f${index}`,
      bytes: text(''),
    }));
    await expect(writeArchive(files)).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE' });
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
    await expect(readArchive(await make())).rejects.toMatchObject({ name: 'ArchiveRefused', code });
  });
});

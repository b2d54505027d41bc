import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';

// What is agreed about the form of this repository and can be seen by reading it.

const root = resolve(import.meta.dirname, '..');
const SKIPPED = new Set(['node_modules', 'dist', '.git', '.nx', '.registry', 'coverage']);
const BLOB_BYTES_MAX = 512 * 1024;
/** Written by tools, and as long as what they describe. */
const GENERATED: readonly string[] = ['package-lock.json', 'openapi/openapi.json'];
const SOURCE_LINES_MAX = 300;
const SPEC_LINES_MAX = 400;

const MACHINE_PATH = /["'`\s(=](\/home|\/Users|\/root|\/work)\/\w/;

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.has(entry.name) || entry.isSymbolicLink()) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [relative(root, path)];
  });

const files = filesBelow(root);
const own = basename(import.meta.filename);
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');
const ending = (...suffixes: readonly string[]): readonly string[] =>
  files.filter((file) => suffixes.some((suffix) => file.endsWith(suffix)));

const sources = ending('.ts', '.mjs', '.sql').filter((file) => basename(file) !== own);
const pages = ending('.md');
const isGenerated = (file: string): boolean => /^libs\/[a-z-]+\/src\/generated\//.test(file);
const isSpec = (file: string): boolean => file.endsWith('.spec.ts');

type Banned = {
  readonly what: RegExp;
  readonly instead: string;
  /** A line the rule must find. */
  readonly example: string;
  readonly where: (file: string) => boolean;
};

const inProduct = (file: string): boolean => /^(libs|apps)\//.test(file) && !isSpec(file);
const everywhere = (): boolean => true;
const banned: readonly Banned[] = [
  {
    what: /(\/\/|\/?\*|--).*\b(TODO|FIXME|XXX|HACK)\b/,
    instead: 'a task in TASKS.md',
    example: '// TODO later',
    where: everywhere,
  },
  { what: /\bconsole\.\w+\(/, instead: 'the logger', example: 'console.info(x)', where: inProduct },
  {
    what: /@ts-(ignore|nocheck|expect-error)/,
    instead: 'the right type',
    example: '// @ts-ignore',
    where: everywhere,
  },
  { what: /^\s*debugger\b/, instead: 'nothing', example: '  debugger;', where: everywhere },
  {
    what: /\b(it|describe|test)\.only\(/,
    instead: 'the whole suite',
    example: "it.only('x', y)",
    where: isSpec,
  },
  {
    what: /\b(it|describe|test)\.todo\(/,
    instead: 'a task in TASKS.md',
    example: "it.todo('x')",
    where: isSpec,
  },
  {
    what: /\bjest\.(fn|mock|unstable_mockModule)\(/,
    instead: 'a fake that passes the contract, or the real thing',
    example: "jest.mock('./x.ts')",
    where: isSpec,
  },
  {
    what: MACHINE_PATH,
    instead: 'a path from a setting',
    example: "const folder = '/home/me/x'",
    where: everywhere,
  },
  {
    what: /["'`]\/tmp\//,
    instead: 'os.tmpdir()',
    example: "'/tmp/x'",
    where: (file) => /^(libs|apps)\//.test(file),
  },
];

const linesWith = (what: RegExp, file: string): readonly string[] =>
  textOf(file)
    .split('\n')
    .flatMap((line, index) => (what.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 80)}`] : []));

describe('the sources', () => {
  it.each(banned.map((rule) => [String(rule.what), rule] as const))('do without %s', (_what, rule) => {
    expect(sources.filter(rule.where).flatMap((file) => linesWith(rule.what, file))).toStrictEqual([]);
  });

  it.each(banned)('would not hide $example: $instead', ({ what, example }) => expect(example).toMatch(what));

  it('are files of a length one can read', () => {
    const tooLong = sources
      .filter((file) => file.endsWith('.ts') && !isGenerated(file))
      .flatMap((file) => {
        const lines = textOf(file).trimEnd().split('\n').length;
        return lines > (isSpec(file) ? SPEC_LINES_MAX : SOURCE_LINES_MAX) ? [`${file}: ${lines} lines`] : [];
      });
    expect(tooLong).toStrictEqual([]);
  });

  it('are named by what they do', () => {
    const vague =
      /(^|-)(managers?|helpers?|utils?|bases?|impl|abstract|common|data|info|process|handle|misc|types)(-|\.)/;
    expect(sources.filter((file) => vague.test(basename(file)))).toStrictEqual([]);
    expect(
      sources.filter((file) => file.endsWith('.ts') && !/^[a-z0-9.-]+$/.test(basename(file))),
    ).toStrictEqual([]);
  });

  it('have one index per library, which lists names', () => {
    const indexes = sources.filter((file) => /^libs\/.*\/index\.ts$/.test(file));
    expect(
      indexes.filter((file) => !/^libs\/[a-z-]+\/src\/((testing|requests)\/)?index\.ts$/.test(file)),
    ).toStrictEqual([]);
  });

  it('hold no large blobs', () => {
    const large = files.filter(
      (file) => !GENERATED.includes(file) && statSync(join(root, file)).size > BLOB_BYTES_MAX,
    );
    expect(large).toStrictEqual([]);
  });
});

describe('the packages', () => {
  const manifests = files.filter((file) => /^(libs|apps)\/[a-z-]+\/package\.json$/.test(file));

  it('say which layer they are', () => {
    const tagless = manifests.filter((file) => !/"layer:[a-z-]+"/.test(textOf(file)));
    expect(tagless).toStrictEqual([]);
  });

  it('depend on exact versions', () => {
    const loose = ['package.json', ...manifests].flatMap((file) =>
      [...textOf(file).matchAll(/^\s+"[^"]+": "([\^~><*]|latest)[^"]*",?$/gm)]
        .map(([line]) => `${file}: ${line.trim()}`)
        .filter((line) => !line.includes('"node": ">=')),
    );
    expect(loose).toStrictEqual([]);
  });
});

describe('the pages', () => {
  const blocks = (page: string): readonly { readonly language: string; readonly code: string }[] =>
    [...textOf(page).matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({
      language,
      code,
    }));
  const withoutCode = (page: string): string =>
    textOf(page)
      .replace(/^```[\s\S]*?^```$/gm, '')
      .replace(/`[^`\n]*`/g, '');

  it('link to what is there', () => {
    const broken = pages.flatMap((page) =>
      [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
        if (/^[a-z]+:/.test(target) || target.startsWith('#')) return [];
        const path = resolve(root, dirname(page), target.replace(/#.*$/, ''));
        return existsSync(path) ? [] : [`${page}: ${target}`];
      }),
    );
    expect(broken).toStrictEqual([]);
  });

  it('name no path of a machine', () => {
    expect(pages.flatMap((page) => linesWith(MACHINE_PATH, page))).toStrictEqual([]);
  });

  it('name npm scripts that exist', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Readonly<Record<string, string>> };
    const missing = pages.flatMap((page) =>
      [...textOf(page).matchAll(/\bnpm run ([a-z][a-z:-]*)/g)].flatMap(([, name = '']) =>
        Object.hasOwn(scripts, name) ? [] : [`${page}: npm run ${name}`],
      ),
    );
    expect(missing).toStrictEqual([]);
  });

  it('show code that runs: each block of TypeScript stands in a source', () => {
    const flat = (code: string): string => code.replace(/\s+/g, ' ').trim();
    const corpus = sources.map((file) => flat(textOf(file)));
    const invented = pages.flatMap((page) =>
      blocks(page)
        .filter(({ language }) => ['ts', 'typescript', 'js', 'sql'].includes(language))
        .filter(({ code }) => !corpus.some((source) => source.includes(flat(code))))
        .map(({ code }) => `${page}: ${code.split('\n').at(0) ?? ''}`),
    );
    expect(invented).toStrictEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { toContent } from '@policy-registry/domain';
import { compile, formatSource, readIr, TEMPLATES, type Template } from '@policy-registry/dsl';
import { sha256Hex } from '@policy-registry/kernel';
import { embeddedPolicyEngine } from '@policy-registry/policy-engine';
import { isTestFile, runPolicyTests } from '@policy-registry/simulation';

// What a policy may begin with is a policy as one would review it: clean, tested, described.

const FOLDER = resolve(import.meta.dirname, '../libs/dsl/templates');

const textOf = ({ files }: Template, path: string): string => new TextDecoder().decode(files.get(path));

describe('the templates', () => {
  it('are these', () => {
    expect(TEMPLATES.map(({ name }) => name)).toStrictEqual([
      'baseline',
      'blank',
      'license-compliance',
      'sbom-gate',
      'vex-precedence',
    ]);
  });

  it('are carried as their folders hold them', () => {
    const folders = readdirSync(FOLDER).map((name) => {
      const root = join(FOLDER, name);
      const paths = readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
      return [name, Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))];
    });
    const carried = TEMPLATES.map((template) => [
      template.name,
      Object.fromEntries([...template.files.keys()].map((path) => [path, textOf(template, path)])),
    ]);
    expect(carried).toStrictEqual(folders);
  });
});

describe.each(TEMPLATES)('the template $name', (template) => {
  const source = textOf(template, 'policy.stella');

  it('compiles without a remark, and is in its one form', () => {
    expect(compile(source).diagnostics).toStrictEqual([]);
    expect(formatSource(source)).toMatchObject({ text: source });
  });

  it('has tests, which pass and reach every rule', async () => {
    const engine = embeddedPolicyEngine();
    const { compiled } = await engine.compile(template.files);
    const ir = compiled?.ir ?? new Uint8Array();
    const report = await runPolicyTests(engine, ir, template.files);
    expect(report).toMatchObject({ failed: 0, failures: [] });
    expect(report.total).toBeGreaterThan(1);
    const expected = new Set(
      [...template.files.keys()]
        .filter(isTestFile)
        .flatMap((path) => JSON.parse(textOf(template, path)).cases)
        .map(({ expect: { rule } }) => rule),
    );
    const untested = readIr(ir).rules.filter(({ name }) => !expected.has(name));
    expect([untested, expected.has(null)]).toStrictEqual([[], true]);
  });

  it('says what it is, and names each rule in its README', () => {
    const readme = textOf(template, 'README.md');
    const names = [...source.matchAll(/^ {2}rule (\w+)/gm)].map(([, name]) => name);
    expect([template.title, template.summary].every((text) => text.length > 3)).toBe(true);
    expect(names.filter((name) => !readme.includes(`\`${name}\``))).toStrictEqual([]);
  });

  it('can be saved as a workspace', () => {
    const files = [...template.files].map(([path, bytes]) => ({
      path,
      size: bytes.length,
      sha256: sha256Hex(bytes),
    }));
    expect(toContent(files)).toStrictEqual(files);
  });
});

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { describe, expect, it, jest } from '@jest/globals';
import { registryClient } from '@policy-registry/client';
import { format, resolveConfig } from 'prettier';
import ts from 'typescript';

import { projectDir } from '../stack/layout.ts';
import { typedOperations } from './typed-operations.ts';
import { operationsOf, type Operation } from './testing/operations.ts';

const TYPES = join(projectDir, 'libs/client/src/generated/openapi.ts');
const INDEX = join(projectDir, 'libs/client/src/index.ts');

jest.setTimeout(120_000);

const document = JSON.parse(await readFile(join(projectDir, 'openapi/openapi.json'), 'utf8'));
const operations = operationsOf(document);

const typesOf = async (changed: unknown): Promise<string> =>
  format(await typedOperations(JSON.stringify(changed)), {
    ...(await resolveConfig(TYPES)),
    parser: 'typescript',
  });

const callOf = ({ method, path, init }: Operation): string =>
  `await answered(client.${method}('${path}', ${JSON.stringify(init)}));`;

/** What the compiler says of lines of a program that has a client, in a browser: no types of Node are there. */
const faultsOf = (lines: readonly string[]): readonly string[] => {
  const file = join(dirname(INDEX), 'any-program.ts');
  const head = `import { answered, registryClient } from './index.ts'; const client = registryClient({ url: '' });`;
  const text = [head, ...lines].join('\n');
  const options: ts.CompilerOptions = {
    ...ts.readConfigFile(join(projectDir, 'tsconfig.json'), ts.sys.readFile).config.compilerOptions,
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2024.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile: read } = host;
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  host.readFile = (name) => (name === file ? text : read.call(host, name));
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, text, options.target ?? ts.ScriptTarget.ES2024)
      : getSourceFile.call(host, name, ...rest);
  const program = ts.createProgram([file, INDEX], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file: where, start = 0, messageText }) => {
    const line = where === undefined ? '' : (where.text.slice(0, start).split('\n').length - 1).toString();
    return `${where?.fileName === file ? lines[Number(line) - 1] : where?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, ' ').slice(0, 200)}`;
  });
};

describe('the types of the client', () => {
  it('are those that the document gives, and others for another document', async () => {
    const committed = await readFile(TYPES, 'utf8');
    expect(await typesOf(document)).toBe(committed);
    const { '/api/v1/policies': _gone, ...paths } = document.paths;
    expect(await typesOf({ ...document, paths })).not.toBe(committed);
  });

  it('let every operation of the document be called in a browser, and nothing else', () => {
    expect(operations.length).toBeGreaterThan(50);
    expect(faultsOf(operations.map(callOf))).toStrictEqual([]);
    const wrong = [
      `await client.GET('/api/v1/nothing');`,
      `await client.DELETE('/api/v1/policies');`,
      `await client.GET('/api/v1/policies/{policyId}');`,
      `await client.GET('/api/v1/policies/{policyId}', { params: { path: { id: 'a' } } });`,
      `await client.POST('/api/v1/policies', { body: { policyId: 'a' } });`,
      `await client.GET('/api/v1/policies', { params: { query: { page_size: 'all' } } });`,
      `(await answered(client.GET('/api/v1/tenant'))).status === 'closed';`,
      `(await answered(client.POST('/api/v1/policies', { body: { policyId: 'a', name: 'A' } }))).commandId;`,
    ];
    const told = faultsOf(wrong);
    expect(wrong.filter((line) => !told.some((fault) => fault.startsWith(line)))).toStrictEqual([]);
  });

  it('are those of requests to the paths of the document', async () => {
    const sent: string[] = [];
    const client: object = registryClient({
      url: 'https://registry.test',
      fetch: async ({ method, url }) => {
        sent.push(`${method} ${new URL(url).pathname}`);
        return Response.json({});
      },
    });
    for (const { method, path, init } of operations) await Reflect.get(client, method)(path, init);
    expect(sent).toStrictEqual(operations.map(({ method, filledPath }) => `${method} ${filledPath}`));
  });
});

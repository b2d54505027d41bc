import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { predicateSchemaFiles } from '@policy-registry/signing';
import { format, resolveConfig } from 'prettier';

import { projectDir } from '../stack/layout.ts';
import { describeApi } from './api.ts';
import { asyncApi } from './async-api.ts';
import { configurationTables, withTables } from './configuration.ts';
import { errorCatalogue } from './error-catalogue.ts';

// Everything in the repository that follows from code. Needs the built applications and no server, and writes the
// same bytes again: what differs afterwards was not generated from this code.

const toJson = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

const toMarkdown = async (file: string, text: string): Promise<string> =>
  format(text, { ...(await resolveConfig(file)), parser: 'markdown' });

const write = async (path: string, text: string): Promise<void> => {
  const file = join(projectDir, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, path.endsWith('.md') ? await toMarkdown(file, text) : text);
};

const { version } = JSON.parse(await readFile(join(projectDir, 'package.json'), 'utf8'));
const deployment = await readFile(join(projectDir, 'deploy', 'README.md'), 'utf8');

await write('openapi/openapi.json', toJson(await describeApi(version)));
await write('openapi/asyncapi.json', toJson(asyncApi(version)));
for (const [name, text] of predicateSchemaFiles()) await write(`docs/schemas/${name}`, text);
await write('docs/errors.md', errorCatalogue());
await write('deploy/README.md', withTables(deployment, await configurationTables()));

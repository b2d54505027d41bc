import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { describeEngineContract } from '@policy-registry/policy-engine';
import { predicateSchemaFiles } from '@policy-registry/signing';
import { format, resolveConfig } from 'prettier';
import { stringify } from 'yaml';

import { projectDir } from '../stack/layout.ts';
import { describeApi } from './api.ts';
import { asyncApi } from './async-api.ts';
import { lifecyclePage } from './lifecycle.ts';
import { templatesModule } from './templates.ts';
import { typedOperations } from './typed-operations.ts';
import { configurationTables, withTables } from './configuration.ts';
import { errorCatalogue } from './error-catalogue.ts';

// Everything in the repository that follows from code. Needs the built applications and no server, and writes the
// same bytes again: what differs afterwards was not generated from this code.

const toJson = (document: unknown): string => `${JSON.stringify(document, null, 2)}\n`;

// Every schema is written out where it is used: an alias would be one more thing to follow.
const toYaml = (document: unknown): string => stringify(document, { aliasDuplicateObjects: false });

const formatted = async (
  file: string,
  text: string,
  parser: 'markdown' | 'yaml' | 'typescript',
): Promise<string> => format(text, { ...(await resolveConfig(file)), parser });

const write = async (path: string, text: string): Promise<void> => {
  const file = join(projectDir, path);
  await mkdir(dirname(file), { recursive: true });
  if (path.endsWith('.md')) return writeFile(file, await formatted(file, text, 'markdown'));
  if (path.endsWith('.yaml')) return writeFile(file, await formatted(file, text, 'yaml'));
  if (path.endsWith('.ts')) return writeFile(file, await formatted(file, text, 'typescript'));
  return writeFile(file, text);
};

const { version } = JSON.parse(await readFile(join(projectDir, 'package.json'), 'utf8'));
const deployment = await readFile(join(projectDir, 'deploy', 'README.md'), 'utf8');

await write('libs/dsl/src/generated/templates.ts', await templatesModule());

const openApi = toJson(await describeApi(version));

await write('openapi/openapi.json', openApi);
await write('libs/client/src/generated/openapi.ts', await typedOperations(openApi));
await write('openapi/policy-engine.yaml', toYaml(describeEngineContract(version)));
await write('openapi/asyncapi.json', toJson(asyncApi(version)));
for (const [name, text] of predicateSchemaFiles()) await write(`docs/schemas/${name}`, text);
await write('docs/errors.md', errorCatalogue());
await write('docs/lifecycle.md', lifecyclePage());
await write('deploy/README.md', withTables(deployment, await configurationTables()));

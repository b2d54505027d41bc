import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

import { projectDir } from '../stack/layout.ts';

const FOLDER = join(projectDir, 'libs', 'dsl', 'templates');

/** The texts of every template by name and path, both bytewise, as the folders hold them. */
const templateTexts = async (): Promise<Readonly<Record<string, Readonly<Record<string, string>>>>> => {
  const entries = await readdir(FOLDER, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(FOLDER, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const templates: Record<string, Record<string, string>> = {};
  for (const path of paths) {
    const [name = '', ...below] = path.split('/');
    (templates[name] ??= {})[below.join('/')] = await readFile(join(FOLDER, path), 'utf8');
  }
  return templates;
};

/** The templates as a module: programs carry them, and read no folder. */
export const templatesModule =
  async (): Promise<string> => `// Made of libs/dsl/templates by \`npm run generate\`.
export const TEMPLATE_TEXTS: Readonly<Record<string, Readonly<Record<string, string>>>> = ${JSON.stringify(await templateTexts(), null, 2)};
`;

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { contentDigestOf } from '@policy-registry/domain';
import { TEMPLATES } from '@policy-registry/dsl';
import { sha256Hex } from '@policy-registry/kernel';

import { UsageFault, type Answer } from '../answer.ts';
import { codeOf } from '../../servers/error-code.ts';
import { counted, table } from '../table.ts';

/** The templates with their files, as a registry of this build lists them. */
export const listedTemplates = (): Answer => {
  const items = TEMPLATES.map(({ name, title, summary, files: texts }) => {
    const files = [...texts].map(([path, bytes]) => ({
      path,
      size: bytes.length,
      sha256: sha256Hex(bytes),
    }));
    return { name, title, summary, contentDigest: contentDigestOf(files), files };
  });
  const rows = items.map(({ name, title, contentDigest }) => [name, title, contentDigest]);
  return { json: { items }, text: table(['template', 'title', 'content'], rows) };
};

/** Writes the files of a template; the first that is there already ends it. */
export const writtenTemplate = async (name: string, dir: string): Promise<Answer> => {
  const found = TEMPLATES.find((template) => template.name === name);
  if (found === undefined)
    throw new UsageFault(`there is no template ${name}: policyctl template list has them`);
  for (const [path, bytes] of found.files) await writeNew(join(dir, path), bytes);
  const paths = [...found.files.keys()];
  return {
    json: { name, dir, files: paths },
    text: `${counted(paths.length, 'file')} of ${name} in ${dir}: npm run policyctl -- dsl test ${dir}`,
  };
};

const writeNew = async (file: string, bytes: Uint8Array): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  try {
    await writeFile(file, bytes, { flag: 'wx' });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    throw new UsageFault(`${file} is there already`, { cause: error });
  }
};

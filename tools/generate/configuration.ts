import { describeConfig, type ConfigRow } from '@policy-registry/platform';
import { z } from 'zod';

import { builtExports } from './built.ts';

const APPS = ['gateway', 'projector', 'simulation-runner', 'policy-engine'] as const;
const BEGIN = '<!-- config:begin -->';
const END = '<!-- config:end -->';

/** A table of every setting of every application. */
export const configurationTables = async (): Promise<string> => {
  const tables: string[] = [];
  for (const app of APPS) tables.push(`### ${app}\n\n${tableOf(describeConfig(await schemaOf(app)))}`);
  return tables.join('\n\n');
};

/** The text with the tables between its two marks. */
export const withTables = (text: string, tables: string): string => {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`deploy/README.md has no ${BEGIN} … ${END}`);
  return `${text.slice(0, begin + BEGIN.length)}\n\n${tables}\n\n${text.slice(end)}`;
};

const schemaOf = async (app: string): Promise<z.ZodObject> => {
  const exported = await builtExports(app, 'dist', 'config.js');
  const schema = [...exported.values()].find((value) => value instanceof z.ZodObject);
  if (schema === undefined) throw new Error(`${app} exports no configuration schema`);
  return schema;
};

const tableOf = (rows: readonly ConfigRow[]): string =>
  [
    '| Key | Default | Meaning |',
    '| --- | --- | --- |',
    ...rows.map(({ key, isRequired, defaultText, description }) => {
      const fallback = isRequired
        ? '**required**'
        : defaultText === undefined
          ? 'unset'
          : `\`${defaultText}\``;
      return `| \`${key}\` | ${fallback} | ${description.replaceAll('|', '\\|')} |`;
    }),
  ].join('\n');

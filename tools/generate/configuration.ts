import { TENANT_FLAGS } from '@policy-registry/domain';
import { describeConfig, type ConfigRow } from '@policy-registry/platform/config';
import { z } from 'zod';

import { MigrateConfig } from '../migrate/config.ts';
import { PolicyctlVariables } from '../policyctl/settings.ts';
import { builtExports } from './built.ts';

const APPS = ['gateway', 'projector', 'simulation-runner', 'policy-engine'] as const;
const BEGIN = '<!-- config:begin -->';
const END = '<!-- config:end -->';

type Program = { readonly name: string; readonly rows: readonly ConfigRow[] };

/** The flags of every program, then a table of every setting of each. */
export const configurationTables = async (): Promise<string> => {
  const programs: Program[] = [];
  for (const app of APPS) programs.push({ name: app, rows: describeConfig(await schemaOf(app)) });
  programs.push({ name: 'migrate', rows: describeConfig(MigrateConfig) });
  programs.push({ name: 'policyctl', rows: describeConfig(PolicyctlVariables) });
  const tables = programs.map(({ name, rows }) => `### ${name}\n\n${tableOf(rows)}`);
  const flags = `### Feature flags\n\nOf a deployment:\n\n${flagTableOf(programs)}`;
  return [flags, `Of a tenant:\n\n${TENANT_FLAG_TABLE}`, ...tables].join('\n\n');
};

const TENANT_FLAG_TABLE = [
  '| Flag | Default | Meaning |',
  '| --- | --- | --- |',
  ...Object.entries(TENANT_FLAGS).map(
    ([name, { isOn, meaning }]) => `| \`${name}\` | ${isOn ? 'on' : 'off'} | ${meaning} |`,
  ),
].join('\n');

/** Settings that are on or off: each once, with the programs that have it. */
const flagTableOf = (programs: readonly Program[]): string => {
  const flags = new Map<string, { readonly row: ConfigRow; readonly in: string[] }>();
  for (const { name, rows } of programs)
    for (const row of rows.filter(({ defaultText = '' }) => ['true', 'false'].includes(defaultText))) {
      const known = flags.get(row.key) ?? { row, in: [] };
      known.in.push(name);
      flags.set(row.key, known);
    }
  return [
    '| Flag | Default | Of | Meaning |',
    '| --- | --- | --- | --- |',
    ...[...flags.values()].map(
      ({ row, in: names }) =>
        `| \`${row.key}\` | \`${row.defaultText}\` | ${names.join(', ')} | ${row.description} |`,
    ),
  ].join('\n');
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

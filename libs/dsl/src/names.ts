import type { FindingTuple, VexStatement } from '@policy-registry/finding';
import { parseDecimal } from '@policy-registry/kernel';

import { type FIELDS, SIGNAL_TYPES } from './ir.ts';
import { type Reading, readableList } from './reading.ts';
import { readable } from './severity.ts';
import { listOf, type Scalar, term, type Term } from './terms.ts';
import { bandOfText, rankOfBand, type Value } from './values.ts';

type Name = { readonly term: Term; readonly read: (reading: Reading) => Value };

const STRING = term('string');
const text = (read: (finding: FindingTuple) => string | undefined): Name => ({
  term: STRING,
  read: ({ finding }) => readable(read(finding)),
});
const texts = (read: (finding: FindingTuple) => readonly string[] | undefined): Name => ({
  term: listOf(STRING),
  read: ({ finding }) => readableList(read(finding)),
});
const ofLatest = (field: Field): Name => ({
  term: STRING,
  read: (reading) => {
    const latest = reading.latest();
    return latest === undefined ? undefined : readField(latest, field);
  },
});

/** The names of the language but `env.*` and `signals.*`: their types, and how each is read. */
export const NAMES: ReadonlyMap<string, Name> = new Map<string, Name>([
  ['severity.normalized', { term: term('severity'), read: ({ severity }) => severity.rank }],
  ['severity.score', { term: term('decimal'), read: ({ severity }) => severity.score }],
  ['severity.vector', { term: STRING, read: ({ severity }) => severity.vector }],
  ['advisory.id', text(({ advisory }) => advisory.id)],
  ['advisory.source', text(({ advisory }) => advisory.source)],
  ['advisory.aliases', texts(({ advisory }) => advisory.aliases)],
  ['component.purl', text(({ component }) => component.purl)],
  ['component.name', text(({ component }) => component.name)],
  ['component.version', text(({ component }) => component.version)],
  ['component.ecosystem', text(({ component }) => component.ecosystem)],
  ['component.license', texts(({ component }) => component.licenses)],
  ['component.fixed_version', text(({ component }) => component.fixedVersion)],
  ['image.name', text(({ image }) => image.name)],
  ['image.digest', text(({ image }) => image.digest)],
  ['vex.status', ofLatest('status')],
  ['vex.justification', ofLatest('justification')],
  ['vex.source', ofLatest('source')],
  ['vex.timestamp', ofLatest('timestamp')],
]);

/** What has `has_tag`. */
export const TAGGED = ['advisory', 'component', 'image'] as const;

/** Families whose members no importer fills yet. */
export const WITHOUT_SOURCE: ReadonlySet<string> = new Set(['sbom', 'secret']);

/** Splits `env.exposure` and `signals.epss`; `undefined` for other names. */
export const openName = (
  name: string,
): { readonly family: 'env' | 'signals'; readonly key: string } | undefined => {
  const dot = name.indexOf('.');
  const family = name.slice(0, Math.max(dot, 0));
  return family === 'env' || family === 'signals' ? { family, key: name.slice(dot + 1) } : undefined;
};

/** How an open name of a type is read: text that does not spell the type is unknown. */
export const readOpen = (
  name: { readonly family: 'env' | 'signals'; readonly key: string },
  type: Scalar,
): Name['read'] => {
  const { family, key } = name;
  const parse = PARSERS[type];
  return ({ finding, setting }) => {
    const values = family === 'env' ? setting.env : finding.signals;
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    return value === undefined ? undefined : parse(value);
  };
};

const PARSERS: Readonly<Record<(typeof SIGNAL_TYPES)[number], (value: string) => Value>> = {
  string: readable,
  decimal: parseDecimal,
  boolean: (value) => (value === 'true' ? true : value === 'false' ? false : undefined),
  severity: (value) => {
    const band = bandOfText(value);
    return band === undefined ? undefined : rankOfBand(band);
  },
};

export type Field = (typeof FIELDS)[number];

/** A field of one VEX statement: a bare name inside `vex.any` and `vex.all`. */
export const readField = (statement: VexStatement, field: Field): string | undefined =>
  readable(FIELD_READERS[field](statement));

const FIELD_READERS: Readonly<Record<Field, (statement: VexStatement) => string | undefined>> = {
  status: ({ status }) => status,
  justification: ({ justification }) => justification,
  source: ({ source }) => source,
  timestamp: ({ timestamp }) => timestamp,
  impact_statement: ({ impactStatement }) => impactStatement,
  action_statement: ({ actionStatement }) => actionStatement,
};

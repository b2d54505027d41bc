import type { FindingTuple } from '@policy-registry/finding';
import { parseDecimal } from '@policy-registry/kernel';

import { type Field, readField } from '../names.ts';
import { readableList } from '../reading.ts';
import { inputSeverity, readable } from '../severity.ts';
import type { Scalar } from '../terms.ts';
import { bandOfText, rankOfBand, type Value } from '../values.ts';
import type { Run } from './code.ts';
import { latestOf } from './frame.ts';

const text =
  (read: (finding: FindingTuple) => string | undefined): Run =>
  ({ finding }) =>
    readable(read(finding));
const texts =
  (read: (finding: FindingTuple) => readonly string[] | undefined): Run =>
  ({ finding }) =>
    readableList(read(finding));

/** A field of the latest statement. */
export const ofLatest =
  (field: Field): Run =>
  (frame) => {
    const latest = latestOf(frame);
    return latest === undefined ? undefined : readField(latest, field);
  };

/** How the names of the language are read, but those that a profile decides and the open ones. */
export const READS: ReadonlyMap<string, Run> = new Map<string, Run>([
  ['severity.vector', ({ finding }) => inputSeverity(finding.advisory).vector],
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

/** The tags of what has tags; unknown as a whole when one of them is. */
export const TAGS: Readonly<Record<'advisory' | 'component' | 'image', Run>> = {
  advisory: texts(({ advisory }) => advisory.tags),
  component: texts(({ component }) => component.tags),
  image: texts(({ image }) => image.tags),
};

/** An open name: text that does not spell its type is unknown. */
export const readOpen = (values: Readonly<Record<string, string>>, key: string, type: Scalar): Value => {
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  return value === undefined ? undefined : PARSERS[type](value);
};

const PARSERS: Readonly<Record<Scalar, (value: string) => Value>> = {
  string: readable,
  decimal: parseDecimal,
  boolean: (value) => (value === 'true' ? true : value === 'false' ? false : undefined),
  severity: (value) => {
    const band = bandOfText(value);
    return band === undefined ? undefined : rankOfBand(band);
  },
};

import type { FindingTuple } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import { componentKeyOf, type ImportOptions } from './options.ts';
import type { ScanFinding } from './scan-finding.ts';

/** What the options document adds to one finding. Tags that are `undefined` were not collected. */
export type Added = {
  readonly componentTags: string[] | undefined;
  readonly advisoryTags: string[] | undefined;
  readonly imageTags: string[] | undefined;
  readonly signals: FindingTuple['signals'];
};

const NOTHING: Added = {
  componentTags: undefined,
  advisoryTags: undefined,
  imageTags: undefined,
  signals: {},
};

/**
 * Tags of an advisory are those under its id and under its aliases. A signal is taken from the component
 * before the advisory, and from the advisory's id before its aliases in their order.
 */
export const optionsJoin = (options: ImportOptions | undefined): ((finding: ScanFinding) => Added) => {
  if (options === undefined) return () => NOTHING;
  const componentTags = byComponent(options.componentTags);
  const componentSignals = byComponent(options.signals?.components);
  const advisoryTags = toSection(options.advisoryTags);
  const advisorySignals = toSection(options.signals?.advisories);
  const imageTags = toSection(options.imageTags);
  return ({ component, advisory, image }) => {
    const componentKeys = [componentKeyOf(component.purl ?? '') ?? ''];
    const advisoryIds = [advisory.id, ...advisory.aliases];
    const found = [...entriesOf(componentSignals, componentKeys), ...entriesOf(advisorySignals, advisoryIds)];
    return {
      componentTags: tagsUnder(componentTags, componentKeys),
      advisoryTags: tagsUnder(advisoryTags, advisoryIds),
      imageTags: tagsUnder(imageTags, image.name === undefined ? [] : [image.name]),
      signals: found.reduceRight<FindingTuple['signals']>((later, signals) => ({ ...later, ...signals }), {}),
    };
  };
};

type Section<Value> = ReadonlyMap<string, Value>;

const toSection = <Value>(
  entries: Readonly<Record<string, Value>> | undefined,
): Section<Value> | undefined => (entries === undefined ? undefined : new Map(Object.entries(entries)));

const byComponent = <Value>(
  entries: Readonly<Record<string, Value>> | undefined,
): Section<Value> | undefined =>
  entries === undefined
    ? undefined
    : new Map(Object.entries(entries).map(([purl, value]) => [componentKeyOf(purl) ?? purl, value]));

const entriesOf = <Value>(section: Section<Value> | undefined, keys: readonly string[]): Value[] =>
  keys.map((key) => section?.get(key)).filter((value) => value !== undefined);

const tagsUnder = (
  section: Section<readonly string[]> | undefined,
  keys: readonly string[],
): string[] | undefined =>
  section === undefined ? undefined : [...new Set(entriesOf(section, keys).flat())].toSorted(compareBytewise);

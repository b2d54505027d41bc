import type { FindingTuple } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import { componentKeyOf, type ImportOptions } from './options.ts';
import type { ScanFinding } from './scan-finding.ts';
import { inMemberOrder } from './shape.ts';

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
  const componentTags = byComponent(options.componentTags, asSet);
  const componentSignals = byComponent(options.signals?.components, inMemberOrder);
  const advisoryTags = toSection(options.advisoryTags, asSet);
  const advisorySignals = toSection(options.signals?.advisories, inMemberOrder);
  const imageTags = toSection(options.imageTags, asSet);
  const asksForComponents = componentTags !== undefined || componentSignals !== undefined;
  return ({ component, advisory, image }) => {
    const componentKeys = asksForComponents ? [componentKeyOf(component.purl ?? '') ?? ''] : [];
    const advisoryIds = [advisory.id, ...advisory.aliases];
    const found = [...entriesOf(componentSignals, componentKeys), ...entriesOf(advisorySignals, advisoryIds)];
    return {
      componentTags: tagsUnder(componentTags, componentKeys),
      advisoryTags: tagsUnder(advisoryTags, advisoryIds),
      imageTags: tagsUnder(imageTags, image.name === undefined ? [] : [image.name]),
      signals: found.length === 1 ? { ...found[0] } : Object.assign({}, ...found.toReversed()),
    };
  };
};

type Section<Value> = ReadonlyMap<string, Value>;

const toSection = <Value>(
  entries: Readonly<Record<string, Value>> | undefined,
  prepared: (value: Value) => Value,
  keyOf = (name: string): string => name,
): Section<Value> | undefined =>
  entries === undefined
    ? undefined
    : new Map(Object.entries(entries).map(([name, value]) => [keyOf(name), prepared(value)]));

const byComponent = <Value>(
  entries: Readonly<Record<string, Value>> | undefined,
  prepared: (value: Value) => Value,
): Section<Value> | undefined => toSection(entries, prepared, (purl) => componentKeyOf(purl) ?? purl);

const entriesOf = <Value>(section: Section<Value> | undefined, keys: readonly string[]): Value[] =>
  keys.map((key) => section?.get(key)).filter((value) => value !== undefined);

const asSet = (tags: readonly string[]): string[] => [...new Set(tags)].toSorted(compareBytewise);

const tagsUnder = (
  section: Section<readonly string[]> | undefined,
  keys: readonly string[],
): string[] | undefined => {
  if (section === undefined) return undefined;
  const found = entriesOf(section, keys);
  return found.length === 1 ? [...(found[0] ?? [])] : asSet(found.flat());
};

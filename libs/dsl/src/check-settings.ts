import { STATUSES } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import type { Entry, EntryValue, Expression } from './ast.ts';
import { ENV_TYPES, type IrPolicy, SIGNAL_TYPES } from './ir.ts';
import { LIST_ITEMS_MAX } from './limits.ts';
import { didYouMean } from './nearest.ts';
import { declareCell, type Scope } from './scope.ts';
import type { Scalar } from './terms.ts';

const SETTINGS = ['shadow', 'default_status', 'signals', 'env'] as const;
type Settings = Pick<IrPolicy['settings'], 'shadow' | 'default_status'>;

/** Reads `settings`: fills in defaults and declares the open names. */
export const checkSettings = (scope: Scope, entries: readonly Entry[]): Settings => {
  let settings: Settings = { shadow: false, default_status: 'affected' };
  for (const { key, at, value } of withoutDuplicates(scope, entries)) {
    switch (key) {
      case 'shadow':
        settings = { ...settings, shadow: checkShadow(scope, value) };
        break;
      case 'default_status':
        settings = { ...settings, default_status: checkDefaultStatus(scope, value) };
        break;
      case 'signals':
        declare(scope, { family: 'signals', value, types: SIGNAL_TYPES });
        break;
      case 'env':
        declare(scope, { family: 'env', value, types: ENV_TYPES });
        break;
      default:
        scope.report('DSL_UNKNOWN_SETTING', at, `there is no setting \`${key}\``, didYouMean(key, SETTINGS));
    }
  }
  return settings;
};

/** Reads `metadata`: open keys with strings, decimals (kept as their texts), booleans, or lists of these. */
export const checkMetadata = (scope: Scope, entries: readonly Entry[]): IrPolicy['metadata'] =>
  sortedRecord(
    withoutDuplicates(scope, entries).flatMap(({ key, value }) => {
      const content = value.kind === 'literal' ? metadataValue(scope, value.value) : undefined;
      if (value.kind !== 'literal') {
        scope.report(
          'DSL_BAD_SETTING',
          value.at,
          'metadata values are strings, decimals, booleans or lists of these',
        );
      }
      return content === undefined ? [] : [[key, content]];
    }),
  );

const metadataValue = (scope: Scope, { ...value }: Expression): IrPolicy['metadata'][string] | undefined => {
  if (value.kind !== 'list') return scalarOf(value);
  const tooMany = value.items[LIST_ITEMS_MAX];
  if (tooMany !== undefined)
    scope.report('DSL_LIST_TOO_LONG', tooMany.at, `a list has at most ${LIST_ITEMS_MAX} items`);
  const nested = value.items.find((item) => scalarOf(item) === undefined);
  if (nested !== undefined)
    scope.report('DSL_BAD_SETTING', nested.at, 'lists in metadata hold single values');
  return value.items.flatMap((item) => scalarOf(item) ?? []);
};

const scalarOf = (value: Expression): string | boolean | undefined =>
  value.kind === 'string' || value.kind === 'decimal' || value.kind === 'boolean' ? value.value : undefined;

const checkShadow = (scope: Scope, value: EntryValue): boolean => {
  if (value.kind === 'literal' && value.value.kind === 'boolean') return value.value.value;
  scope.report('DSL_BAD_SETTING', value.at, '`shadow` is `true` or `false`');
  return false;
};

const checkDefaultStatus = (scope: Scope, value: EntryValue): Settings['default_status'] => {
  const text = value.kind === 'literal' && value.value.kind === 'string' ? value.value.value : undefined;
  const status = STATUSES.find((each) => each === text);
  if (status === undefined) {
    scope.report('DSL_BAD_SETTING', value.at, `\`default_status\` is one of ${STATUSES.join(', ')}`);
  }
  return status ?? 'affected';
};

type Declarations = {
  readonly family: 'env' | 'signals';
  readonly value: EntryValue;
  readonly types: readonly Scalar[];
};

const declare = (scope: Scope, { family, value, types }: Declarations): void => {
  if (value.kind !== 'block') {
    scope.report('DSL_BAD_SETTING', value.at, `\`${family}\` is a block of names and types`);
    return;
  }
  for (const entry of withoutDuplicates(scope, value.entries)) {
    const type = types.find((each) => entry.value.kind === 'word' && entry.value.word === each);
    if (type === undefined) {
      scope.report('DSL_BAD_SETTING', entry.value.at, `the types of \`${family}\` are ${types.join(', ')}`);
    } else {
      declareCell(scope, `${family}.${entry.key}`, type);
    }
  }
};

/** Entries as an object, in the order of compiled form. */
export const sortedRecord = <T>(entries: readonly (readonly [string, T])[]): Record<string, T> =>
  Object.fromEntries(entries.toSorted(([a], [b]) => compareBytewise(a, b)));

/** The entries but those whose key stood before, which are reported. */
export const withoutDuplicates = (scope: Scope, entries: readonly Entry[]): readonly Entry[] => {
  const keys = new Set<string>();
  return entries.filter(({ key, at }) => {
    const isNew = !keys.has(key);
    if (!isNew) scope.report('DSL_DUPLICATE_KEY', at, `\`${key}\` already stands in this block`);
    keys.add(key);
    return isNew;
  });
};

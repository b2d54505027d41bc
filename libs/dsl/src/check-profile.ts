import { compareBytewise } from '@policy-registry/kernel';

import type { Profile, ProfileBlock } from './ast.ts';
import { checkTyped } from './check-expression.ts';
import type { IrSeverityProfile } from './ir.ts';
import { LIST_ITEMS_MAX } from './limits.ts';
import { countNode, type Scope } from './scope.ts';

type MapBlock = ProfileBlock & { readonly kind: 'map' };
type EnvBlock = ProfileBlock & { readonly kind: 'env' };

/** The one map that a profile of the severity reads. */
export const VENDOR_WEIGHT = 'vendor_weight';

/** Checks and lowers `profile severity`. */
export const checkProfile = (scope: Scope, { blocks }: Profile): IrSeverityProfile => {
  const weights: IrSeverityProfile['vendor_weight'] = [];
  const env: IrSeverityProfile['env'] = [];
  const seen = new Set<string>();
  for (const block of blocks) {
    const id = `${block.kind} ${block.name}`;
    if (seen.has(id))
      scope.report('DSL_DUPLICATE_BLOCK', block.at, `\`${id}\` already stands in this profile`);
    seen.add(id);
    if (block.kind === 'env') env.push(checkEnv(scope, block));
    else weights.push(...checkMap(scope, block));
  }
  return { env, vendor_weight: weights.sort((a, b) => compareBytewise(a.source, b.source)) };
};

const checkMap = (scope: Scope, { name, entries }: MapBlock): IrSeverityProfile['vendor_weight'] => {
  reportTooMany(scope, entries);
  const sources = new Set<string>();
  const weights = entries.slice(0, LIST_ITEMS_MAX).map(({ source, weight, at: sourceAt }) => {
    countNode(scope, sourceAt);
    if (sources.has(source))
      scope.report('DSL_DUPLICATE_KEY', sourceAt, 'this source already stands in this map');
    sources.add(source);
    return { source, weight };
  });
  // A map by another name is read by nothing, which a lint says.
  return name === VENDOR_WEIGHT ? weights : [];
};

const checkEnv = (scope: Scope, { name, lines }: EnvBlock): IrSeverityProfile['env'][number] => {
  reportTooMany(scope, lines);
  scope.isInProfile = true;
  const checked = lines
    .slice(0, LIST_ITEMS_MAX)
    .map(({ when, weight }) => ({ weight, when: checkTyped(scope, when, 'boolean').ir }));
  scope.isInProfile = false;
  return { lines: checked, name };
};

const reportTooMany = (scope: Scope, items: ProfileItems): void => {
  const tooMany = items[LIST_ITEMS_MAX];
  if (tooMany !== undefined)
    scope.report('DSL_LIST_TOO_LONG', tooMany.at, `a block has at most ${LIST_ITEMS_MAX} entries`);
};

type ProfileItems = MapBlock['entries'] | EnvBlock['lines'];

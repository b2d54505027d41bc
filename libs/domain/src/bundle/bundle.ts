import type { DecisionContext } from '@policy-registry/kernel';
import { z } from 'zod';

import type { Aggregate } from '../aggregate.ts';
import { requireSystem } from '../guards.ts';
import type { Tenant } from '../tenant/state.ts';
import { BuiltBundle, BundleFact, FailedBundle } from './events.ts';

export const BundleCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('RecordBundle'), data: BuiltBundle }),
  z.strictObject({ type: z.literal('RecordBundleFailure'), data: FailedBundle }),
]);
export type BundleCommand = z.infer<typeof BundleCommand>;

export type BundleNeeds = { readonly tenant: Tenant };

export type Bundle = {
  /** The newest revision of an environment of which it is known what became of its bundle; 0 of none. */
  readonly revision: number;
  /** Of which revision the last bundles are, by their digests. */
  readonly built: ReadonlyMap<string, number>;
};

/** Bundles that are told apart of one environment: whoever runs an older one runs an unknown one. */
export const BUNDLES_KNOWN_MAX = 1_000;

/**
 * What enforcement points of an environment are given. It follows the environment: what is bound is decided there, and a
 * bundle comes of it once a runner has made and signed one. Apart from it, so that nobody's `If-Match` is staled by that.
 */
export const bundle: Aggregate<Bundle, BundleCommand, BundleFact, BundleNeeds> = {
  type: 'bundle',
  Command: BundleCommand,
  commandTypes: BundleCommand.options.map(({ shape }) => shape.type.value),
  Fact: BundleFact,
  idOf: ({ data }) => data.environmentId,
  needsOf: (_command, tenant) => ({ tenant: { type: 'tenant', id: tenant } }),
  initialState: { revision: 0, built: new Map() },
  evolve: ({ built }, { type, data }) => ({
    revision: data.revision,
    built: type === 'BundleBuilt' ? withBundle(built, data) : built,
  }),
  decide: (command, state, context) => record(command, state, context),
};

const withBundle = (
  built: Bundle['built'],
  { bundleDigest, revision }: BuiltBundle,
): ReadonlyMap<string, number> =>
  new Map([...built, [bundleDigest, revision] as const].slice(-BUNDLES_KNOWN_MAX));

/** Runners may report in any order: an older revision than the one that is known changes nothing. */
const record = (
  { type, data }: BundleCommand,
  { revision }: Bundle,
  context: DecisionContext,
): readonly BundleFact[] => {
  requireSystem(context);
  if (data.revision <= revision) return [];
  return type === 'RecordBundle'
    ? [{ type: 'BundleBuilt', schemaVersion: 1, data }]
    : [{ type: 'BundleFailed', schemaVersion: 1, data }];
};

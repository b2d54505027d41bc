import { stateOf, withState, type World } from '../lifecycle/world.ts';
import type { Policy, Version } from '../policy/state.ts';
import type { Seen } from './planting.ts';

// The versions of the policy otherwise than they are.

const POLICY = { type: 'policy', id: 'pay-gate' } as const;

export const withVersions = (world: World, change: (version: Version, number: number) => Version): World => {
  // Folded by the policy's own evolve.
  const policy = stateOf(world, POLICY) as Policy;
  if (policy.status === 'absent') return world;
  const versions = policy.versions.map((version, index) => change(version, index + 1));
  return withState(world, POLICY, { ...policy, versions });
};

/** The version that a command is about. */
export const versionAs =
  (change: (version: Version, world: World, number: number) => Partial<Version>): Seen =>
  (world, { data }) =>
    withVersions(world, (version, number) =>
      number === data['version'] ? { ...version, ...change(version, world, number) } : version,
    );

/** Every version. */
export const everyVersionAs =
  (change: (version: Version) => Partial<Version>): Seen =>
  (world) =>
    withVersions(world, (version) => ({ ...version, ...change(version) }));

import type { PolicyEngine, PolicyEngines } from '@policy-registry/finding';

/** Engines that are all here from the start, the default first. Two of one build are a mistake. */
export const policyEngines = ([first, ...others]: readonly [
  PolicyEngine,
  ...PolicyEngine[],
]): PolicyEngines => {
  const byBuild = new Map([[first.build, first]]);
  for (const engine of others) {
    if (byBuild.has(engine.build)) throw new RangeError(`two engines are of the build ${engine.build}`);
    byBuild.set(engine.build, engine);
  }
  return { default: first, of: (build) => byBuild.get(build), builds: [...byBuild.keys()] };
};

import type { Environment } from '../environment/state.ts';
import { stateOf, type Request, type Told, type World } from '../lifecycle/world.ts';
import type { Policy } from '../policy/state.ts';
import { rollOffOf, suspicionsAfter } from '../roll-offs.ts';
import { system } from './samples.ts';

// What the reactor of the registry does with rolling off, in a world in memory.

/** What follows from what was told, as things are by now. */
export type React = (world: World, told: Told) => readonly Request[];

export const rollingOff: React = (world, told) =>
  suspicionsAfter(told).flatMap(({ policyId, environmentId: only }) => {
    // Both are folded by their own evolve.
    const policy = stateOf(world, { type: 'policy', id: policyId }) as Policy;
    return (only === undefined ? environmentsIn(world) : [only]).flatMap((environmentId) => {
      const environment = stateOf(world, { type: 'environment', id: environmentId }) as Environment;
      return rollOffOf('e-1', { environmentId, policyId }, { environment, policy }).map(({ type, data }) => ({
        ...{ type, data, by: system, now: told.request.now },
      }));
    });
  });

const environmentsIn = ({ states }: World): readonly string[] =>
  [...states.keys()].flatMap((key) =>
    key.startsWith('environment.') ? key.slice('environment.'.length) : [],
  );

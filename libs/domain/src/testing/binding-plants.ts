import type { Binding } from '../environment/binding.ts';
import { bindingOf, type Environment } from '../environment/state.ts';
import { stateOf, withState } from '../lifecycle/world.ts';
import type { Plant } from './plants.ts';
import { hearing, seeing, type Seen } from './planting.ts';

const POLICY = 'pay-gate';
const ONE = 'one version is stable and at most one is a canary, and each change says what it found';
const ROLLBACK = 'a rollback leads only to what was stable before, and names its incident';
const TARGET = 'where a rollback would lead is computed beforehand: to something else that was stable before';

/** The binding otherwise than it is. */
export const bindingAs =
  (change: (binding: Binding) => Partial<Binding>): Seen =>
  (world, { data }) => {
    // Folded by the environment's own evolve.
    const aggregate = { type: 'environment', id: String(data['environmentId']) } as const;
    const environment = stateOf(world, aggregate) as Environment;
    if (environment.status === 'absent') return world;
    const binding = bindingOf(environment, POLICY);
    const bindings = new Map(environment.bindings).set(POLICY, { ...binding, ...change(binding) });
    return withState(world, aggregate, { ...environment, bindings });
  };

const everything = [1, 2, 3, 4].map((version) => ({ version, wasLeft: false }));

export const BINDING_PLANTS: readonly Plant[] = [
  {
    name: 'a canary starts over another one',
    breaks: ONE,
    decide: seeing(
      ['PromoteVersion'],
      bindingAs(() => ({ canary: undefined })),
    ),
  },
  {
    name: 'what is stable is not looked at',
    breaks: ONE,
    decide: seeing(
      ['PromoteVersion', 'ContinueCanary', 'RollBack'],
      bindingAs(() => ({ stable: undefined })),
    ),
  },
  {
    name: 'a canary becomes narrower',
    breaks: 'a canary only widens',
    decide: seeing(
      ['ContinueCanary'],
      bindingAs(({ canary }) => ({
        canary: canary && { ...canary, selector: { ...canary.selector, basisPoints: 0 } },
      })),
    ),
  },
  {
    name: 'a canary is continued for others',
    breaks: 'a canary only widens',
    decide: seeing(
      ['ContinueCanary'],
      bindingAs(({ canary }) => ({
        canary: canary && { ...canary, selector: { ...canary.selector, salt: 'other' } },
      })),
    ),
  },
  {
    name: 'anything is rolled back to',
    breaks: ROLLBACK,
    decide: seeing(
      ['RollBack'],
      bindingAs(() => ({ actives: everything })),
    ),
  },
  {
    name: 'a way back is computed that nobody ever went',
    breaks: TARGET,
    decide: seeing(
      ['PromoteVersion'],
      bindingAs(() => ({ actives: everything })),
    ),
  },
  {
    name: 'no reason is needed to change what is bound',
    breaks: 'nobody publishes, promotes or takes a step back without a reason',
    decide: hearing(['PauseCanary', 'ContinueCanary', 'AbortCanary', 'RollBack'], (request) => ({
      ...request,
      data: { ...request.data, reasonDigest: '0'.repeat(64) },
    })),
  },
];

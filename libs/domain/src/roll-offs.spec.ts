import { describe, expect, it } from '@jest/globals';

import { decided, emptyWorld, stateOf, told, type Request, type World } from './lifecycle/world.ts';
import {
  anybody,
  asking,
  ENVIRONMENT,
  POLICY,
  REASONED,
  signedPromotion,
  threePublished,
} from './lifecycle/life.ts';
import { rollOffOf, suspicionsAfter } from './roll-offs.ts';
import type { Environment } from './environment/state.ts';
import type { Policy } from './policy/state.ts';

const operator = asking(anybody('operator'));
const of = { policyId: POLICY, ...REASONED };
const binding = { environmentId: ENVIRONMENT, policyId: POLICY };
const promote = (version: number, more: object = {}) =>
  operator('PromoteVersion', { ...of, environmentId: ENVIRONMENT, version, ...more });
const recall = (version: number) => operator('RecallVersion', { ...of, version });
const canary = { canary: { percentage: '5' } };

const isPromotion = ({ type }: Request): boolean => type === 'PromoteVersion';
/** Promotions are signed at once. */
const after = (...requests: readonly Request[]): World =>
  requests.reduce((world, request) => {
    const next = told(world, request);
    return isPromotion(request) ? signedPromotion(next) : next;
  }, threePublished());
const suspicions = (world: World) => {
  const last = world.log.at(-1) ?? { aggregate: { type: 'tenant', id: 'acme' } as const, facts: [] };
  return suspicionsAfter(last);
};
const commands = (world: World) =>
  rollOffOf('e-1', binding, {
    // Folded by their own evolve.
    environment: stateOf(world, { type: 'environment', id: ENVIRONMENT }) as Environment,
    policy: stateOf(world, { type: 'policy', id: POLICY }) as Policy,
  });

describe('what may be bound that must not be', () => {
  it('is looked for in every environment once a version is recalled or archived', () => {
    const everywhere = [{ policyId: POLICY, environmentId: undefined }];
    const deprecate = operator('DeprecateVersion', { ...of, version: 1 });
    expect(suspicions(after(recall(1)))).toStrictEqual(everywhere);
    expect(suspicions(after(operator('RecallVersion', { ...of, version: 3, fromVersion: 1 })))).toStrictEqual(
      everywhere,
    );
    expect(suspicions(after(deprecate))).toStrictEqual([]);
    expect(suspicions(after(deprecate, operator('ArchiveVersion', { ...of, version: 1 })))).toStrictEqual(
      everywhere,
    );
  });

  it('is looked for in an environment that bound something', () => {
    const here = [binding];
    const rollBack = operator('RollBack', { ...binding, ...REASONED, incident: 'INC-1' });
    const complete = operator('ContinueCanary', { ...binding, ...REASONED, complete: true });
    const abort = operator('AbortCanary', { ...binding, ...REASONED });
    expect(suspicions(after(promote(1)))).toStrictEqual(here);
    expect(suspicions(after(promote(1, canary)))).toStrictEqual(here);
    expect(suspicions(after(promote(1, canary), complete))).toStrictEqual(here);
    expect(suspicions(after(promote(1), promote(2), rollBack))).toStrictEqual(here);
    expect(suspicions(after(promote(1, canary), abort))).toStrictEqual([]);
    expect(suspicions(emptyWorld)).toStrictEqual([]);
  });
});

describe('rolling off', () => {
  it('is asked for where something of it is bound, under the same id each time', () => {
    const [command, ...others] = commands(after(promote(1), recall(1)));
    expect([command?.type, command?.data, others]).toStrictEqual(['RollOff', binding, []]);
    expect(commands(after(promote(1), recall(1)))).toStrictEqual([command]);
    expect(commands(after(promote(1), promote(2, canary), recall(2)))).toStrictEqual([command]);
  });

  it('is not asked for anything else', () => {
    expect(commands(after(promote(1)))).toStrictEqual([]);
    expect(commands(after(promote(1), promote(2), recall(1)))).toStrictEqual([]);
    expect(commands(emptyWorld)).toStrictEqual([]);
  });

  it('leaves nothing to ask for', () => {
    const world = after(promote(1), promote(2), recall(2));
    const { type, data } = commands(world)[0] ?? { type: '', data: {} };
    const asked = asking({ type: 'system', id: 'projector', scopes: [], isInteractive: false })(type, data);
    expect(decided(world, asked).facts).toMatchObject([
      { type: 'StableRolledOff', data: { to: { version: 1 } } },
    ]);
    expect(commands(told(world, asked))).toStrictEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { Rejection } from '@policy-registry/kernel';
import fc from 'fast-check';

import { NOW, POLICY, PROMOTION, stages, SUBMISSION, VERSION } from './lifecycle/life.ts';
import { decided, rehearsed, type Request, type World } from './lifecycle/world.ts';
import { person, sha } from './testing/samples.ts';
import { walked, walks } from './testing/walk.ts';

const LIVES = 20;
const DAY_MS = 86_400_000;

const real = (world: World, request: Request) => {
  try {
    return { facts: decided(world, request).facts, refused: undefined };
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return { facts: [], refused: { code: error.code, message: error.message } };
  }
};

describe('a dry run', () => {
  it('says what the command then comes to: its facts, or the reason that it is refused for and others, each once', () => {
    let refused = 0;
    fc.assert(
      fc.property(walks, (walk) => {
        for (const { before, request } of walked(walk)) {
          const { facts, reasons } = rehearsed(before, request);
          const [first] = reasons.map(({ code, message }) => ({ code, message }));
          expect({ facts, refused: first }).toStrictEqual(real(before, request));
          refused += reasons.length > 0 ? 1 : 0;
          const said = reasons.map(({ code, message }) => `${code} ${message}`);
          expect(new Set(said).size).toBe(said.length);
        }
      }),
      { numRuns: LIVES },
    );
    expect(refused).toBeGreaterThan(LIVES);
  });
});

describe('every reason why not', () => {
  const worlds = new Map(stages().map(({ state, world }) => [state, world]));
  const robot = { ...person('u-robot'), type: 'service' as const, isInteractive: false };
  const asked = (state: string, request: Pick<Request, 'type' | 'data'>) => {
    const world = worlds.get(state);
    if (world === undefined) throw new Error(`no version is ever ${state}`);
    const by = robot;
    return rehearsed(world, { ...request, by, now: NOW + 2 * DAY_MS, ifMatch: '999' }).reasons.map(
      ({ code }) => code,
    );
  };

  it('is given for a submission', () =>
    expect(asked('published', { type: 'SubmitVersion', data: SUBMISSION })).toStrictEqual([
      'SCOPE_MISSING',
      'RESOURCE_STALE',
      'VERSION_NOT_DRAFT',
      'SIMULATION_STALE',
    ]));

  it('is given for an approval', () =>
    expect(
      asked('submitted', {
        type: 'ApproveVersion',
        data: { ...VERSION, contentDigest: sha('other'), evidenceDigest: sha('other') },
      }),
    ).toStrictEqual([
      'SCOPE_MISSING',
      'INTERACTIVE_REQUIRED',
      'RESOURCE_STALE',
      'REASON_MISSING',
      'APPROVAL_BINDING_STALE',
    ]));

  it('is given for a publication, also where nothing was submitted that could be stated', () =>
    expect(asked('draft', { type: 'PublishVersion', data: VERSION })).toStrictEqual([
      'SCOPE_MISSING',
      'INTERACTIVE_REQUIRED',
      'RESOURCE_STALE',
      'VERSION_NOT_APPROVED',
      'REASON_MISSING',
      'TICKET_MISSING',
    ]));

  it('is given for a promotion', () =>
    expect(
      asked('approved', {
        type: 'PromoteVersion',
        data: { ...VERSION, environmentId: PROMOTION.environmentId },
      }),
    ).toStrictEqual([
      'SCOPE_MISSING',
      'INTERACTIVE_REQUIRED',
      'RESOURCE_STALE',
      'VERSION_NOT_PUBLISHED',
      'REASON_MISSING',
      'TICKET_MISSING',
    ]));

  it('ends where the others have nothing to rest on', () =>
    expect(
      asked('draft', {
        type: 'ApproveVersion',
        data: { policyId: POLICY, version: 7, contentDigest: sha('x'), evidenceDigest: sha('x') },
      }),
    ).toStrictEqual(['SCOPE_MISSING', 'INTERACTIVE_REQUIRED', 'VERSION_UNKNOWN']));
});

import { describe, expect, it } from '@jest/globals';
import type { PositionNotice } from '@policy-registry/postgres';
import { policyById } from '@policy-registry/read-models';

import { readPosition } from './read-position.ts';

const TIMEOUT_MS = 60;

const world = (at: number) => {
  let position = at;
  let tell = (_notice: PositionNotice): void => undefined;
  let asked = 0;
  const readModels = {
    position: async () => {
      asked += 1;
      return position;
    },
    positioned: async () => ({ position, row: { policyId: 'gate', versions: position } }),
  };
  const positions = {
    subscribe: (listener: (notice: PositionNotice) => void) => {
      tell = listener;
      return () => undefined;
    },
  };
  return {
    ...readPosition(readModels, positions),
    timesAsked: () => asked,
    moveTo: (next: number, tenant = 'acme') => {
      position = next;
      tell({ tenant, position });
    },
    moveUnheard: (next: number) => (position = next),
  };
};

describe('waiting for the read models', () => {
  it('is over at once where they have it', async () => {
    expect(await world(7).reached(7, TIMEOUT_MS)).toBe(true);
  });

  it('is over with the notice', async () => {
    const { reached, moveTo, timesAsked } = world(6);
    const waiting = reached(7, 10_000);
    await new Promise(setImmediate);
    moveTo(7);
    expect(await waiting).toBe(true);
    expect(timesAsked()).toBe(1);
  });

  it('is over with the news of another tenant, since the position is of all', async () => {
    const { reached, moveTo } = world(6);
    const waiting = reached(7, 10_000);
    await new Promise(setImmediate);
    moveTo(8, 'globex');
    expect(await waiting).toBe(true);
  });

  it('is over also when the notice is lost', async () => {
    const { reached, moveUnheard } = world(6);
    const waiting = reached(7, TIMEOUT_MS);
    moveUnheard(7);
    expect(await waiting).toBe(true);
  });

  it('ends when they do not get there', async () => {
    expect(await world(6).reached(7, TIMEOUT_MS)).toBe(false);
  });
});

describe('waiting for a row', () => {
  const wanted = (versions: number) => ({
    tenant: 'acme',
    query: policyById('gate'),
    isWanted: (row: { readonly [member: string]: unknown } | undefined) => row?.['versions'] === versions,
  });

  it('answers it once it is as wanted, with its position', async () => {
    const { rowUntil, moveTo } = world(6);
    const waiting = rowUntil(wanted(7), 10_000);
    await new Promise(setImmediate);
    moveTo(7);
    expect(await waiting).toStrictEqual({ position: 7, row: { policyId: 'gate', versions: 7 } });
  });

  it('answers it as it is when that takes too long', async () => {
    expect(await world(6).rowUntil(wanted(7), TIMEOUT_MS)).toStrictEqual({
      position: 6,
      row: { policyId: 'gate', versions: 6 },
    });
  });
});

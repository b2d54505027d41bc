import { describe, expect, it } from '@jest/globals';

import { places } from './places.ts';

const take = (pool: ReturnType<typeof places>, tenant: string, principal = 'p') => {
  const place = pool.take({ tenant, principal });
  return typeof place === 'function' ? place : place.full;
};

describe('places', () => {
  it('are taken until a bound is reached, and it says which', () => {
    const pool = places({ total: 4, tenant: 3, principal: 2 });
    expect(typeof take(pool, 'acme', 'a')).toBe('function');
    expect(typeof take(pool, 'acme', 'a')).toBe('function');
    expect(take(pool, 'acme', 'a')).toBe('principal');
    expect(typeof take(pool, 'acme', 'b')).toBe('function');
    expect(take(pool, 'acme', 'c')).toBe('tenant');
    expect(typeof take(pool, 'globex', 'd')).toBe('function');
    expect(take(pool, 'initech', 'e')).toBe('total');
    expect(pool.taken()).toBe(4);
  });

  it('are given back once, however often that is said', () => {
    const pool = places({ total: 2, tenant: 2, principal: 2 });
    const first = take(pool, 'acme');
    take(pool, 'acme');
    if (typeof first !== 'function') throw new Error('there was no place');
    first();
    first();
    expect(pool.taken()).toBe(1);
    take(pool, 'acme');
    expect(take(pool, 'acme')).toBe('total');
  });

  it('that were refused take nothing', () => {
    const pool = places({ total: 9, tenant: 1, principal: 1 });
    const place = take(pool, 'acme', 'a');
    for (let attempt = 0; attempt < 20; attempt += 1) take(pool, 'acme', 'b');
    if (typeof place === 'function') place();
    expect(pool.taken()).toBe(0);
    expect(typeof take(pool, 'acme', 'b')).toBe('function');
  });
});

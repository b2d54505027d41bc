import { describe, expect, it } from '@jest/globals';
import { AGGREGATE_TYPES, sha256Hex, type StoredMessage } from '@policy-registry/kernel';
import fc from 'fast-check';

import { tables } from './fold.ts';
import { fact, folded, historyOf, inStream, type Said } from './testing/history.ts';
import { facts, lifeOf } from './testing/life.ts';

const acme = lifeOf('acme');
const globex = lifeOf('globex');
const life = inStream(acme);
const allRowsOf = (messages: readonly StoredMessage[], tenant: string) => {
  const { rowsOf } = folded(messages);
  return Object.fromEntries(tables.map(({ table }) => [table, rowsOf(tenant, table)]));
};
const text = (words: string) => new TextEncoder().encode(words);

describe('folding messages', () => {
  it('counts every event of a life, and fills every table but those of outsiders and of what is still due', () => {
    const { verdicts, rowsOf } = folded(life);
    expect(verdicts.map((verdict) => verdict.class)).toStrictEqual(life.map(() => 'accepted'));
    const empty = tables.map(({ table }) => table).filter((table) => rowsOf('acme', table).length === 0);
    expect(empty).toStrictEqual(['timer', 'outsider_message']);
  });

  it('gives the state hash that it always gave: stored histories must go on meaning the same', () => {
    expect(folded(life).hashOf('acme')).toBe(
      '26198f6b56b937d6013da579abaa07de26871f9e1459159a67c9e93f67656786',
    );
  });

  it('gives another state hash when one byte of one event is another', () => {
    const changed = life.map((message) =>
      message.seq === 31
        ? { ...message, bytes: text(new TextDecoder().decode(message.bytes).replace('u-pat', 'u-bat')) }
        : message,
    );
    expect(folded(changed).verdicts.at(-1)?.class).toBe('accepted');
    expect(folded(changed).hashOf('acme')).not.toBe(folded(life).hashOf('acme'));
  });

  it('gives the same rows whenever it is done', () => {
    expect(allRowsOf(life, 'acme')).toStrictEqual(allRowsOf(life, 'acme'));
  });

  it('changes no row but those of outsiders when everything comes a second time', () => {
    const twice = allRowsOf([...life, ...inStream(acme, life.length + 1)], 'acme');
    const { outsider_message: outsiders, ...counted } = twice;
    expect({ ...counted, outsider_message: [] }).toStrictEqual(allRowsOf(life, 'acme'));
    expect(outsiders).toHaveLength(life.length);
  });

  it('gives any mixture of two tenants’ messages the rows that each alone has', () => {
    const mixtures = fc.array(fc.boolean(), {
      minLength: acme.length + globex.length,
      maxLength: acme.length + globex.length,
    });
    fc.assert(
      fc.property(mixtures, (picks) => {
        const left: Said[][] = [[...acme], [...globex]];
        const mixed = picks.flatMap((pick) => left[pick ? 1 : 0]?.shift() ?? []);
        const stream = inStream([...mixed, ...left.flat()]);
        for (const tenant of ['acme', 'globex']) {
          const own = stream.filter(({ subject }) => subject.startsWith(`registry.evt.${tenant}.`));
          expect(folded(stream).hashOf(tenant)).toBe(folded(own).hashOf(tenant));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('gives other messages in between no say', () => {
    const noise: readonly Said[] = acme.map(({ subject }) => ({ subject, bytes: text('noise') }));
    const noisy = inStream(acme.flatMap((message, at) => [message, noise[at] ?? message]));
    const { outsider_message: outsiders = [], aggregate_head: heads = [] } = allRowsOf(noisy, 'acme');
    expect(outsiders).toHaveLength(acme.length);
    const versionsOf = (rows: typeof heads) => rows.map((row) => [row['aggregate_type'], row['version']]);
    expect(versionsOf(heads)).toStrictEqual(versionsOf(folded(life).rowsOf('acme', 'aggregate_head')));
  });
});

describe('a message that does not count', () => {
  const say = historyOf('acme');
  const first = say('environment', 'prod', facts.environment);
  const loser = historyOf('acme')(
    'environment',
    'prod',
    fact('EnvironmentCreated', { environmentId: 'prod', name: 'Other', order: 1 }),
  );
  const { subject } = first;

  it.each([
    ['whose version is taken', loser, 'loser', 'version 1 follows 1'],
    ['that is no event', { subject, bytes: text('{}') }, 'foreign', 'the bytes are not an event envelope'],
    [
      'of another subject',
      { subject, bytes: lifeOf('globex')[1]?.bytes ?? text('') },
      'foreign',
      'the envelope names another aggregate than the subject',
    ],
  ] as const)('is kept as an outsider of its subject’s tenant: one %s', (_what, message, worth, problem) => {
    const { verdicts, rowsOf } = folded(inStream([first, message]));
    const hash = sha256Hex(message.bytes);
    expect(verdicts[1]).toStrictEqual({ class: worth, hash, problem });
    expect(rowsOf('acme', 'outsider_message')).toStrictEqual([
      { seq: 2, subject, class: worth, hash, problem },
    ]);
    expect(rowsOf('acme', 'environment_catalog')).toMatchObject([{ name: 'Production', changes: 1 }]);
    expect(rowsOf('globex', 'environment_catalog')).toStrictEqual([]);
  });

  it('is skipped when its subject names no aggregate', () => {
    const { verdicts, rowsOf } = folded(
      inStream([{ subject: 'registry.evt.acme.spaceship.x', bytes: first.bytes }, first]),
    );
    expect(verdicts.map((verdict) => verdict.class)).toStrictEqual(['foreign', 'accepted']);
    expect(rowsOf('acme', 'outsider_message')).toStrictEqual([]);
  });
});

describe('a fact that nobody knows', () => {
  it.each(AGGREGATE_TYPES)('stops the fold of a %s: rows of half a history would be wrong', (type) => {
    const unknown = inStream([historyOf('acme')(type, 'x', fact('SomethingNew', {}))]);
    expect(() => folded(unknown)).toThrow(`event 1: ${type} has no fact SomethingNew of this shape`);
  });

  it('stops it as well when only its data are new', () => {
    const extended = fact('EnvironmentCreated', {
      environmentId: 'prod',
      name: 'Production',
      order: 1,
      region: 'eu',
    });
    expect(() => folded(inStream([historyOf('acme')('environment', 'prod', extended)]))).toThrow(
      expect.objectContaining({ name: 'FactUnknown', cause: expect.objectContaining({ name: 'ZodError' }) }),
    );
  });
});

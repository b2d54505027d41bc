import { expect } from '@jest/globals';

import type { Told } from '../lifecycle/world.ts';
import type { Met } from './meeting.ts';
import { factsOf } from './walk.ts';

// What holds for the contents of revisions, of which a tenant keeps the newest. Each law tells it from the log.

export type RetentionLaw = (life: readonly Met[]) => void;

const disposedBy = ({ facts }: Told): readonly unknown[] =>
  facts.flatMap(({ type, data }) => (type === 'RevisionsDisposed' ? data['revisions'] : []));
const isSave = ({ facts }: Told): boolean => facts.some(({ type }) => type === 'RevisionSaved');
const draftsIn = (log: readonly Told[]): readonly number[] =>
  factsOf({ states: new Map(), log }, 'VersionDrafted').map(({ revision }) => revision);
const keptIn = (log: readonly Told[]): number => {
  const set = log.findLast(({ request }) => request.type === 'ChangeTenantSettings');
  return Number(Object(set?.request.data['settings']).revisionsKept ?? Number.MAX_SAFE_INTEGER);
};

/** Each save, with what was told up to it and how many revisions are older than those that the tenant keeps by then. */
const savesOf = (life: readonly Met[]) => {
  const log = life.at(-1)?.after.log ?? [];
  return log.flatMap((told, at) => {
    if (!isSave(told)) return [];
    const upTo = log.slice(0, at + 1);
    return [{ told, upTo, old: Math.max(0, upTo.filter(isSave).length - keptIn(upTo)) }];
  });
};

export const RETENTION_LAWS = {
  'nothing is disposed of that a version was made of, or that is among the newest': (life) => {
    for (const { told, upTo, old } of savesOf(life))
      for (const revision of disposedBy(told)) {
        expect(draftsIn(upTo)).not.toContain(revision);
        expect(revision).toBeLessThanOrEqual(old);
      }
  },
  'after a save, everything else was disposed of, once': (life) => {
    for (const { upTo, old } of savesOf(life)) {
      const disposed = upTo.flatMap(disposedBy);
      const needed = [...draftsIn(upTo), ...disposed];
      expect(new Set(disposed).size).toBe(disposed.length);
      for (let revision = 1; revision <= old; revision += 1) expect(needed).toContain(revision);
    }
  },
  'nothing comes of what was disposed of: no version, and no draft that is taken back to it': (life) => {
    for (const { before, after, request } of life) {
      if (after === before) continue;
      const disposed = before.log.flatMap(disposedBy);
      const used = Object(request.data['from']).revision ?? request.data['revision'];
      expect(disposed).not.toContain(used);
    }
  },
} as const satisfies Readonly<Record<string, RetentionLaw>>;

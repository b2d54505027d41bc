import { describe, expect, it } from '@jest/globals';
import type { Row } from '@policy-registry/kernel';

import { fact, folded, historyOf, inStream, sha, type Said } from './testing/history.ts';
import { facts, lifeOf } from './testing/life.ts';

const rowsAfter = (table: string, said: readonly Said[]): readonly Row[] =>
  folded(inStream(said)).rowsOf('acme', table);
const rowsOfLife = (table: string, count?: number): readonly Row[] =>
  rowsAfter(table, lifeOf('acme').slice(0, count));
const at = (second: number): string => `2026-03-02T12:00:${String(second).padStart(2, '0')}.000Z`;

describe('environments', () => {
  const row = {
    environment_id: 'prod',
    name: 'Production',
    position: 3,
    budgets: null,
    changes: 1,
    created_at: at(2),
  };

  it('are listed with the number of their facts', () => {
    expect(rowsOfLife('environment_catalog', 2)).toStrictEqual([row]);
    expect(rowsOfLife('environment_catalog')).toStrictEqual([{ ...row, changes: 2 }]);
  });

  const bound = {
    environment_id: 'prod',
    policy_id: 'pay-gate',
    version: 1,
    semver: '1.0.0',
    content_digest: sha('content'),
    ir_digest: sha('ir'),
    previous_version: null,
    promoted_at: at(24),
    promoted_by: 'u-pat',
    simulation_id: null,
    budgets: null,
  };

  it('bind no version before one is promoted', () => {
    expect(rowsOfLife('environment_binding', 22)).toStrictEqual([]);
    expect(rowsOfLife('environment_binding')).toStrictEqual([bound]);
  });

  it('bind the version that was promoted last, of each policy', () => {
    const say = historyOf('acme');
    const again = { ...facts.promoted.data, version: 2, semver: '1.1.0', previousVersion: 1 };
    const said = [
      say('environment', 'prod', facts.environment),
      say('environment', 'prod', facts.promoted),
      say('environment', 'prod', fact('VersionPromoted', { ...facts.promoted.data, policyId: 'other' })),
      say('environment', 'prod', fact('VersionPromoted', again)),
    ];
    expect(rowsAfter('environment_binding', said)).toStrictEqual([
      { ...bound, version: 2, semver: '1.1.0', previous_version: 1 },
      { ...bound, policy_id: 'other' },
    ]);
    expect(rowsAfter('environment_catalog', said)).toMatchObject([{ changes: 4 }]);
  });

  it('have the budgets that were set last, and bind with what a promotion was judged by', () => {
    const say = historyOf('acme');
    const budgets = {
      version: 1,
      lines: ['error_new = 0'],
      simulationAgeMaxMs: 1,
      setBy: 'u-adm',
      setAt: at(1),
    };
    const judged = { version: 1, lines: [{ line: 'error_new = 0', ok: true, value: '0' }] };
    const promoted = {
      ...facts.promoted.data,
      simulationId: 'sim-1',
      resultDigest: sha('r'),
      budgets: judged,
    };
    const said = [
      say('environment', 'prod', facts.environment),
      say('environment', 'prod', fact('BudgetsSet', { environmentId: 'prod', ...budgets })),
      say('environment', 'prod', fact('VersionPromoted', promoted)),
    ];
    expect(rowsAfter('environment_catalog', said)).toMatchObject([{ budgets, changes: 3 }]);
    expect(rowsAfter('environment_binding', said)).toMatchObject([
      { simulation_id: 'sim-1', budgets: judged },
    ]);
  });
});

describe('what reviewers say of changed decisions', () => {
  it('is kept with the version, each decision once, as it was said last', () => {
    const say = historyOf('acme');
    const of = { policyId: 'pay-gate', version: 1, simulationId: 'sim-1', reasonDigest: sha('reason') };
    const mark = (index: number, said: string) =>
      say(
        'policy',
        'pay-gate',
        fact('DecisionMarked', { ...of, index, mark: said, class: 'newly_blocked', by: 'u-rev', at: at(9) }),
      );
    const said = [
      say('policy', 'pay-gate', facts.drafted),
      mark(3, 'unintended'),
      mark(4, 'intended'),
      mark(3, 'intended'),
    ];
    const marked = { mark: 'intended', class: 'newly_blocked', by: 'u-rev', at: at(9) };
    expect(rowsAfter('policy_version', said)).toMatchObject([
      {
        marks: [
          { index: 4, ...marked },
          { index: 3, ...marked },
        ],
        changes: 4,
      },
    ]);
  });
});

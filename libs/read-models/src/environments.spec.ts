import { describe, expect, it } from '@jest/globals';
import { openMessage, type Row } from '@policy-registry/kernel';

import { rowsReadBy } from './fold.ts';
import { fact, folded, historyOf, inStream, sha, type Said } from './testing/history.ts';
import { facts, lifeOf, promotionStatement } from './testing/life.ts';

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
    confirmations: [],
    gates: null,
    promotion_approvals: [],
    unreviewed: [],
    scheduled: [],
    changes: 1,
    created_at: at(2),
  };

  it('are listed with the number of their facts', () => {
    expect(rowsOfLife('environment_catalog', 2)).toStrictEqual([row]);
    expect(rowsOfLife('environment_catalog', 23)).toStrictEqual([{ ...row, changes: 2 }]);
    expect(rowsOfLife('environment_catalog')).toStrictEqual([{ ...row, changes: 6 }]);
  });

  const bound = {
    environment_id: 'prod',
    policy_id: 'pay-gate',
    version: 1,
    semver: '1.0.0',
    content_digest: sha('content'),
    ir_digest: sha('ir'),
    previous_version: null,
    rollback_to: null,
    promoted_at: at(24),
    promoted_by: 'u-pat',
    incident: null,
    simulation_id: null,
    budgets: null,
    gates: null,
    canary: null,
  };

  it('bind no version before one is promoted', () => {
    expect(rowsOfLife('environment_binding', 22)).toStrictEqual([]);
    expect(rowsOfLife('environment_binding', 23)).toStrictEqual([bound]);
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

  it('bind a canary beside what is stable, until it is completed, aborted or rolled back over', () => {
    const { promotedAt: _at, promotedBy: _by, ...of } = facts.promoted.data;
    const selector = { tags: ['eu'], basisPoints: 500, salt: 'prod/2' };
    const judged = { simulationId: 'sim-1', budgets: { version: 1, lines: [] } };
    const second = { ...facts.promoted.data, version: 2, semver: '1.1.0', previousVersion: 1, rollbackTo: 1 };
    const step = {
      environmentId: 'prod',
      policyId: 'pay-gate',
      version: 2,
      by: 'u-op',
      at: at(30),
      reasonDigest: sha('r'),
    };
    const rebound = { ...of, ...step, semver: '1.1.0' };
    const rowAfter = (...more: readonly (readonly [string, Record<string, unknown>])[]) => {
      const say = historyOf('acme');
      const told = [
        facts.environment,
        facts.promoted,
        fact('VersionPromoted', { ...second, ...judged, canary: selector }),
        ...more.map(([type, data]) => fact(type, data)),
      ];
      return rowsAfter(
        'environment_binding',
        told.map((one) => say('environment', 'prod', one)),
      )[0];
    };
    const canary = {
      ...{ version: 2, semver: '1.1.0', contentDigest: sha('content'), irDigest: sha('ir') },
      ...{ selector, isPaused: false, promotedAt: at(24), promotedBy: 'u-pat', ...judged, gates: null },
    };
    expect(rowAfter()).toStrictEqual({ ...bound, canary });
    const paused = ['CanaryPaused', step] as const;
    expect(rowAfter(paused)).toStrictEqual({ ...bound, canary: { ...canary, isPaused: true } });
    const wider = { ...selector, basisPoints: 2_500 };
    const continued = ['CanaryContinued', { ...step, selector: wider }] as const;
    expect(rowAfter(paused, continued)).toStrictEqual({ ...bound, canary: { ...canary, selector: wider } });
    expect(rowAfter(['CanaryAborted', step])).toStrictEqual(bound);

    const completed = ['CanaryCompleted', { ...rebound, previousVersion: 1, rollbackTo: 1 }] as const;
    const stable = {
      ...{ ...bound, version: 2, semver: '1.1.0', previous_version: 1, rollback_to: 1 },
      ...{ promoted_at: at(30), promoted_by: 'u-op', simulation_id: 'sim-1', budgets: judged.budgets },
    };
    expect(rowAfter(completed)).toStrictEqual(stable);
    const back = { ...rebound, version: 1, semver: '1.0.0', previousVersion: 2, incident: 'INC-1' };
    expect(rowAfter(completed, ['BindingRolledBack', back])).toStrictEqual({
      ...{ ...bound, previous_version: 2, incident: 'INC-1', promoted_at: at(30), promoted_by: 'u-op' },
    });
  });

  it('are rolled off a version and its canary in one event, to another version or to nothing', () => {
    const canary = { selector: { tags: ['eu'], basisPoints: 500, salt: 'prod/3' } };
    const { contentDigest, irDigest } = facts.promoted.data;
    const off = {
      environmentId: 'prod',
      policyId: 'pay-gate',
      because: 'recalled',
      by: 'projector',
      at: at(30),
    };
    const to = { version: 1, semver: '1.0.0', contentDigest, irDigest };
    const rowAfter = (...last: readonly ReturnType<typeof fact>[]) => {
      const say = historyOf('acme');
      const said = [
        say('environment', 'prod', facts.environment),
        say('environment', 'prod', fact('VersionPromoted', { ...facts.promoted.data, version: 2 })),
        say(
          'environment',
          'prod',
          fact('VersionPromoted', { ...facts.promoted.data, version: 3, canary: canary.selector }),
        ),
        say('environment', 'prod', ...last),
      ];
      expect(rowsAfter('environment_catalog', said)).toMatchObject([{ changes: 3 + last.length }]);
      return rowsAfter('environment_binding', said)[0];
    };
    const canaryOff = fact('CanaryRolledOff', { ...off, version: 3 });
    const back = { ...bound, previous_version: 2, promoted_at: at(30), promoted_by: 'projector' };
    expect(rowAfter(canaryOff, fact('StableRolledOff', { ...off, version: 2, to }))).toStrictEqual(back);
    expect(rowAfter(fact('StableRolledOff', { ...off, version: 2, to }))).toMatchObject({
      ...{ version: 1, canary: { version: 3 } },
    });
    const toCanary = { ...to, version: 3, rollbackTo: 1 };
    expect(rowAfter(fact('StableRolledOff', { ...off, version: 2, to: toCanary }))).toMatchObject({
      ...{ version: 3, rollback_to: 1, canary: null },
    });
    const nothing = {
      version: null,
      semver: null,
      content_digest: null,
      promoted_at: null,
      promoted_by: null,
    };
    expect(rowAfter(canaryOff, fact('StableRolledOff', { ...off, version: 2 }))).toMatchObject({
      ...{ ...nothing, canary: null },
    });
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

describe('promotions', () => {
  const asked = {
    ...{ environment_id: 'prod', policy_id: 'pay-gate', attempt: 1, version: 1, seq: 3 },
    ...{ status: 'requested', reason: null, statement: promotionStatement },
    ...{ statement_digest: sha('promotion'), ends_by: '2026-03-02T14:00:26.000Z', ended_at: null },
    ...{ attestation_id: null, key_id: null, bound_revision: null },
  };
  const failed = { ...asked, status: 'failed', reason: 'SIGNER_UNREACHABLE', ended_at: at(4) };
  const say = historyOf('acme');
  const told = [
    facts.environment,
    facts.promoted,
    facts.promotionRequested(1),
    facts.promotionFailed(1),
    facts.promotionRequested(2),
    facts.promotionSigned(2),
  ].map((one) => say('environment', 'prod', one));

  it('are kept with what is stated, and with what became of each', () => {
    expect(rowsAfter('promotion', told.slice(0, 2))).toStrictEqual([]);
    expect(rowsAfter('promotion', told.slice(0, 3))).toStrictEqual([asked]);
    expect(rowsAfter('promotion', told.slice(0, 4))).toStrictEqual([failed]);
    const signed = { attestation_id: sha('bundle'), key_id: sha('key'), ended_at: at(6), bound_revision: 6 };
    expect(rowsAfter('promotion', told)).toStrictEqual([
      failed,
      { ...asked, attempt: 2, seq: 5, status: 'promoted', ...signed },
    ]);
  });

  it('read and keep nothing of one from before they were signed', () => {
    const opened = inStream(told.slice(0, 2)).map(openMessage);
    const reads = opened.flatMap((message) => rowsReadBy(message).map(({ table }) => table));
    expect(reads).toContain('environment_binding');
    expect(reads).not.toContain('promotion');
  });

  it('bind nothing before they are signed', () => {
    const before = rowsAfter('environment_binding', told.slice(0, 2));
    expect(rowsAfter('environment_binding', told.slice(0, 5))).toStrictEqual(before);
    expect(rowsAfter('environment_binding', told)).toMatchObject([
      { promoted_by: 'u-pat', promoted_at: at(28) },
    ]);
  });

  it('use up the first of two confirmations, and count with what ends them in one event', () => {
    const confirmation = {
      ...{ by: 'u-one', at: at(1), endsBy: at(2), boundDigest: sha('b'), approvalPolicyVersion: 1 },
      ...{ reasonDigest: sha('r'), ticketDigest: sha('t') },
    };
    const tell = historyOf('acme');
    const of = { environmentId: 'prod', policyId: 'pay-gate', version: 1 };
    const said = [
      tell('environment', 'prod', facts.environment),
      tell('environment', 'prod', fact('PromotionConfirmed', { ...of, ...confirmation })),
      tell('environment', 'prod', facts.promotionRequested(1)),
      tell('environment', 'prod', facts.promotionFailed(1), facts.promoted),
    ];
    expect(rowsAfter('environment_catalog', said.slice(0, 2))).toMatchObject([
      { confirmations: [{ by: 'u-one', scheduledFor: null }], changes: 2 },
    ]);
    expect(rowsAfter('environment_catalog', said)).toMatchObject([{ confirmations: [], changes: 5 }]);
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

import { describe, expect, it } from '@jest/globals';
import type { FactShape, Row } from '@policy-registry/kernel';

import { fact, folded, historyOf, inStream, sha } from './testing/history.ts';
import { facts } from './testing/life.ts';

const at = '2026-03-02T22:00:00.000Z';
const of = { environmentId: 'prod', policyId: 'pay-gate', version: 2, promotionId: 'p-1' };
const fixed = {
  ...{ ...of, at, contentDigest: sha('content'), irDigest: sha('ir'), stable: 1 },
  ...{ approvals: [], approvalPolicyVersion: 1, scheduledBy: 'u-dave', scheduledAt: at },
  rights: [{ id: 'u-dave', isGranted: true, groups: ['release'] }],
  ...{ reasonDigest: sha('reason'), ticketDigest: sha('ticket') },
};
const waiting = {
  ...{ policyId: 'pay-gate', version: 2, promotionId: 'p-1', status: 'waiting', at },
  ...{ scheduledBy: 'u-dave', scheduledAt: at, approvalPolicyVersion: 1, stable: 1 },
  ...{ canary: null, simulationId: null, gatesVersion: null, confirmedBy: null, suspension: null },
};
const reasons = [{ code: 'GATES_CLOSED', detail: 'windows' }];
const verdicts = [{ gate: 'windows', ok: false, value: 'frozen', needed: 'no freeze' }];
const scheduled = fact('PromotionScheduled', fixed);
const suspended = fact('ScheduledPromotionSuspended', { ...of, suspendedAt: at, reasons, verdicts });

const shownAfter = (...said: readonly FactShape[]): Row | undefined => {
  const say = historyOf('acme');
  const told = [facts.environment, ...said].map((one) => say('environment', 'prod', one));
  return folded(inStream(told)).rowsOf('acme', 'environment_catalog')[0];
};

describe('what is scheduled in an environment', () => {
  it('is shown with what it rests on while it waits for its time', () =>
    expect(shownAfter(scheduled)).toMatchObject({ scheduled: [waiting], confirmations: [], changes: 2 }));

  it('says why it suspended itself, until somebody resumes it', () => {
    const suspension = { at, reasons, verdicts };
    expect(shownAfter(scheduled, suspended)).toMatchObject({
      scheduled: [{ ...waiting, status: 'suspended', suspension }],
    });
    const confirmation = { by: 'u-erin', at };
    const resumed = fact('ScheduledPromotionResumed', { ...fixed, promotionId: 'p-2', confirmation });
    expect(shownAfter(scheduled, suspended, resumed)).toMatchObject({
      scheduled: [{ ...waiting, promotionId: 'p-2', confirmedBy: 'u-erin' }],
    });
  });

  it('is gone once it is begun or cancelled, and stays while another promotion is begun', () => {
    const said = { by: 'u-ops', at, reasonDigest: sha('reason') };
    const cancelled = fact('ScheduledPromotionCancelled', { ...of, ...said });
    expect(shownAfter(scheduled, cancelled)).toMatchObject({ scheduled: [] });
    const requested = facts.promotionRequested(1);
    expect(shownAfter(scheduled, requested)).toMatchObject({ scheduled: [waiting] });
    const statement = {
      ...Object(requested.data['statement']),
      scheduled: { promotionId: 'p-1', scheduledAt: at, at },
    };
    const begun = fact('PromotionRequested', { ...requested.data, statement });
    expect(shownAfter(scheduled, begun)).toMatchObject({ scheduled: [] });
  });
});

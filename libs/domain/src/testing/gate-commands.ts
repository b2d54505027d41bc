import { sha } from './samples.ts';

const to = 'environment.prod';
const of = { environmentId: 'prod' };

/** One of each command about what a promotion has to pass, with where it goes. */
export const GATE_COMMANDS = {
  SetBudgets: { to, data: { ...of, lines: ['error_new = 0'] } },
  SetGates: { to, data: { ...of, gates: { coverage: { percentMin: 80 } }, reasonDigest: sha('r') } },
  ApprovePromotion: {
    to,
    data: {
      ...{ ...of, policyId: 'pay-gate', version: 1 },
      ...{ contentDigest: sha('content'), gatesVersion: 1, stable: 2 },
    },
  },
  BreakGlass: {
    to,
    data: { ...of, policyId: 'pay-gate', version: 1, endsInMs: 1, incident: 'INC-1' },
  },
  ReviewBreakGlass: { to, data: { ...of, policyId: 'pay-gate', verdict: 'accepted' } },
  SchedulePromotion: {
    to,
    data: {
      ...of,
      policyId: 'pay-gate',
      version: 1,
      at: '2026-03-02T22:00:00Z',
      canary: { percentage: '5' },
    },
  },
  ResumeScheduledPromotion: { to, data: { ...of, policyId: 'pay-gate', at: '2026-03-02T22:00:00Z' } },
  CancelScheduledPromotion: { to, data: { ...of, policyId: 'pay-gate', reasonDigest: sha('r') } },
  ExecuteScheduledPromotion: { to, data: { ...of, policyId: 'pay-gate', promotionId: 'p-1' } },
  EndBreakGlass: { to, data: { ...of, policyId: 'pay-gate', version: 1 } },
} as const;

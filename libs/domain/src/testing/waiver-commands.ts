import { sha } from './samples.ts';

const to = 'waiver.pay-gate';
const waiverId = 'pay-gate.1';
const expiresAt = '2026-04-02T09:00:00.000Z';
const scope = { component: 'pkg:npm/lodash@4.17.20', environmentId: 'prod' };
const step = { to, data: { waiverId, reasonDigest: sha('r') } };

/** One well-formed command of every type about waivers, and the aggregate it goes to. */
export const WAIVER_COMMANDS = {
  RequestWaiver: { to, data: { policyId: 'pay-gate', owner: 'u-ann', expiresAt, scope } },
  RenewWaiver: { to, data: { waiverId, expiresAt } },
  ApproveWaiver: step,
  RejectWaiver: step,
  WithdrawWaiver: step,
  RevokeWaiver: step,
};

import { expect, it } from '@jest/globals';

import { waiverMatrix } from './waiver-matrix.ts';

const [unknown, late] = ['WAIVER_UNKNOWN', 'WAIVER_EXPIRY_INVALID'];
const [notRequested, notApproved] = ['WAIVER_NOT_REQUESTED', 'WAIVER_NOT_APPROVED'];
const times = (count: number, answer: string): readonly string[] => Array(count).fill(answer);

it('every command about a waiver is answered in every state as it has to be', () => {
  const { states, rows } = waiverMatrix();
  expect(states).toStrictEqual([
    ...['no waiver', 'requested', 'expired as a request', 'approved', 'being renewed', 'expired'],
    ...['rejected', 'withdrawn', 'revoked', 'superseded'],
  ]);
  expect(Object.fromEntries(rows.map(({ command, answers }) => [command, answers]))).toStrictEqual({
    RenewWaiver: [
      ...[unknown, notApproved, notApproved, 'WaiverRequested', 'WAIVER_RENEWAL_OPEN', 'WaiverRequested'],
      ...times(4, notApproved),
    ],
    ApproveWaiver: [unknown, '→ approved', late, ...times(7, notRequested)],
    'ApproveWaiver by its requester': [unknown, ...times(2, 'REQUESTER_APPROVES'), ...times(7, notRequested)],
    'ApproveWaiver by its owner': [unknown, ...times(2, 'REQUESTER_APPROVES'), ...times(7, notRequested)],
    'ApproveWaiver of the renewal': [
      ...times(4, unknown),
      '→ superseded',
      ...times(4, unknown),
      notRequested,
    ],
    RejectWaiver: [unknown, '→ rejected', '→ rejected', ...times(7, notRequested)],
    WithdrawWaiver: [unknown, '→ withdrawn', '→ withdrawn', ...times(7, notRequested)],
    RevokeWaiver: [
      ...[unknown, notApproved, notApproved, '→ revoked', '→ revoked', '→ revoked'],
      ...times(4, notApproved),
    ],
  });
});

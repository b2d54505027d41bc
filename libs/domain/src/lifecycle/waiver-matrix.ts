import { toTimestamp } from '@policy-registry/kernel';

import type { Waivers } from '../waiver/state.ts';
import { anybody, asking, NOW, POLICY, REASONED, stages } from './life.ts';
import { answerBy, type Matrix } from './matrix.ts';
import { emptyWorld, stateOf, told, type Request, type World } from './world.ts';

// What is asked of a waiver, in each state that it can be in; found as in the matrix of versions.

const DAY_MS = 24 * 3_600_000;
const inDays = (days: number): string => toTimestamp(NOW + days * DAY_MS);
const requester = asking(anybody('requester'));
const another = asking(anybody('another'));

const waiver = (number: number) => ({ waiverId: `${POLICY}.${number}`, ...REASONED });
const request = requester('RequestWaiver', {
  ...{ policyId: POLICY, owner: 'owner', expiresAt: inDays(10), ...REASONED },
  scope: { advisory: 'CVE-2021-23337' },
});
const renew = requester('RenewWaiver', { ...waiver(1), expiresAt: inDays(30) });
const approve = another('ApproveWaiver', waiver(1));

type Stage = { readonly requests: readonly Request[]; readonly daysOn?: number };

/** Each state of a waiver, what leads there, and how many days later it is asked. */
const STATES: Readonly<Record<string, Stage>> = {
  'no waiver': { requests: [] },
  requested: { requests: [request] },
  'expired as a request': { requests: [request], daysOn: 10 },
  approved: { requests: [request, approve] },
  'being renewed': { requests: [request, approve, renew] },
  expired: { requests: [request, approve], daysOn: 10 },
  rejected: { requests: [request, another('RejectWaiver', waiver(1))] },
  withdrawn: { requests: [request, requester('WithdrawWaiver', waiver(1))] },
  revoked: { requests: [request, approve, another('RevokeWaiver', waiver(1))] },
  superseded: { requests: [request, approve, renew, another('ApproveWaiver', waiver(2))] },
};

const COMMANDS: Readonly<Record<string, Request>> = {
  RenewWaiver: renew,
  ApproveWaiver: approve,
  'ApproveWaiver by its requester': requester('ApproveWaiver', waiver(1)),
  'ApproveWaiver by its owner': asking(anybody('owner'))('ApproveWaiver', waiver(1)),
  'ApproveWaiver of the renewal': another('ApproveWaiver', waiver(2)),
  RejectWaiver: another('RejectWaiver', waiver(1)),
  WithdrawWaiver: requester('WithdrawWaiver', waiver(1)),
  RevokeWaiver: another('RevokeWaiver', waiver(1)),
};

export const waiverMatrix = (): Matrix => {
  const beginning = stages()[0]?.world ?? emptyWorld;
  const worlds = Object.values(STATES).map(({ requests, daysOn = 0 }) => ({
    world: requests.reduce(told, beginning),
    now: NOW + daysOn * DAY_MS,
  }));
  const rows = Object.entries(COMMANDS).map(([command, asked]) => ({
    command,
    answers: worlds.map(({ world, now }) => answerBy(world, { ...asked, now }, stateIn)),
  }));
  return { states: Object.keys(STATES), rows };
};

const stateIn = (world: World): string | undefined => {
  // Folded by the evolve of the waivers.
  const [first] = stateOf(world, { type: 'waiver', id: POLICY }) as Waivers;
  return first?.state;
};

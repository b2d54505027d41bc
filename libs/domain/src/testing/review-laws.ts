import { expect } from '@jest/globals';
import type { FactShape } from '@policy-registry/kernel';

import type { Told, World } from '../lifecycle/world.ts';
import type { ApprovalRules } from '../tenant/approval-rules.ts';
import type { Met } from './meeting.ts';

// What holds of reviews, whatever anybody does. Who approved, who was in which group and what was asked for is told here from
// the requests and the facts of groups and policies, not from what approvals say of it.

/** Throws where the life breaks it. */
export type ReviewLaw = (life: readonly Met[]) => void;

type Happened = { readonly told: Told; readonly fact: FactShape };
const happened = ({ log }: World): readonly Happened[] =>
  log.flatMap((told) => told.facts.map((fact) => ({ told, fact })));

/** Every fact of these types with what happened until then, itself included. */
const each = (
  life: readonly Met[],
  types: readonly string[],
): readonly { readonly fact: FactShape; readonly told: Told; readonly until: readonly Happened[] }[] => {
  const all = life.at(-1) === undefined ? [] : happened(life.at(-1)?.after ?? { states: new Map(), log: [] });
  return all.flatMap((one, at) =>
    types.includes(one.fact.type) ? [{ ...one, until: all.slice(0, at + 1) }] : [],
  );
};

const dataOf = (until: readonly Happened[], type: string): readonly FactShape['data'][] =>
  until.filter(({ fact }) => fact.type === type).map(({ fact }) => fact.data);

/** What was in force; its `groups` are those that some of the approvals come from. */
const inForce = (until: readonly Happened[]): ApprovalRules =>
  // A fact of this type is an approval policy.
  (dataOf(until, 'ApprovalPolicySet').at(-1) ?? { approvals: 1 }) as unknown as ApprovalRules;

const membersAt = (until: readonly Happened[], groupId: string): readonly unknown[] => {
  const defined = dataOf(until, 'GroupDefined').findLast((data) => data['groupId'] === groupId);
  return Array.isArray(defined?.['members']) ? defined['members'] : [];
};

/** Who sent commands of this type that were taken since the last fact of the other, each with what had happened by then. */
const takenSince = (until: readonly Happened[], command: string, since: string) => {
  const from = until.findLastIndex(({ fact }) => fact.type === since);
  return until.flatMap(({ told }, at) =>
    at > from && told.request.type === command && until[at - 1]?.told !== told
      ? [{ by: told.request.by, until: until.slice(0, at) }]
      : [],
  );
};

/** Whoever owns the one file of these lives, `main.stella`, which is new to every version. */
const owning = ({ owners = [] }: ApprovalRules) =>
  owners.findLast(({ pattern }) => pattern !== 'docs/')?.groups ?? [];

const expectMet = (rules: ApprovalRules, taken: ReturnType<typeof takenSince>): void => {
  expect(new Set(taken.map(({ by }) => by.id)).size).toBeGreaterThanOrEqual(rules.approvals);
  for (const { groupId, approvals } of [...(rules.groups ?? []), ...owning(rules)]) {
    const members = taken.filter((one) => membersAt(one.until, groupId).includes(one.by.id));
    expect(new Set(members.map(({ by }) => by.id)).size).toBeGreaterThanOrEqual(approvals);
  }
};

/** Blocking threads that nobody has resolved since they were started or reopened. */
const openThreads = (until: readonly Happened[]): readonly unknown[] => {
  const last = (thread: unknown) =>
    until.findLast(({ fact: { type, data } }) => type !== 'ThreadReplied' && data['thread'] === thread)?.fact
      .type;
  return dataOf(until, 'ThreadStarted')
    .filter(({ isBlocking }) => isBlocking)
    .map(({ thread }) => thread)
    .filter((thread) => last(thread) !== 'ThreadResolved');
};

/** Who saved, drafted, simulated or submitted: there is one version in these lives. */
const authorsIn = (until: readonly Happened[]): readonly string[] =>
  until.flatMap(({ told: { request } }) => (AUTHORING.includes(request.type) ? [request.by.id] : []));

const AUTHORING = ['SaveWorkspace', 'CreateVersion', 'StartSimulation', 'SubmitVersion'];

export const REVIEW_LAWS = {
  'no version is approved, or stated to be, without the persons and groups that the policy in force asks for':
    (life) => {
      for (const { until } of each(life, ['VersionApproved', 'PublicationRequested']))
        expectMet(inForce(until), takenSince(until, 'ApproveVersion', 'VersionSubmitted'));
    },
  'an approval policy comes into force as the one before asks, and never by whoever proposed it': (life) => {
    for (const { until, told } of each(life, ['ApprovalPolicySet']).filter(
      (one) => one.fact.data['version'] !== 1,
    )) {
      expect(told.request.type).toBe('ApproveApprovalPolicy');
      const taken = takenSince(until, 'ApproveApprovalPolicy', 'ApprovalPolicyProposed');
      expectMet(inForce(until.slice(0, -1)), taken);
      const proposer = until.findLast(({ fact }) => fact.type === 'ApprovalPolicyProposed')?.told.request.by
        .id;
      expect(taken.map(({ by }) => by.id)).not.toContain(proposer);
    }
  },
  'nobody approves twice what was submitted once, and no program does': (life) => {
    for (const { until } of each(life, ['ApprovalGiven'])) {
      const taken = takenSince(until, 'ApproveVersion', 'VersionSubmitted');
      expect(new Set(taken.map(({ by }) => by.id)).size).toBe(taken.length);
      expect(taken.every(({ by }) => by.type === 'user')).toBe(true);
    }
  },
  'an approval says which groups the approver belonged to, and no others': (life) => {
    for (const { fact, told, until } of each(life, ['ApprovalGiven'])) {
      const groups = ['owners', 'security'].filter((id) => membersAt(until, id).includes(told.request.by.id));
      expect(fact.data['groups']).toStrictEqual(groups);
    }
  },
  'no version is approved or published while a blocking thread about it is open': (life) => {
    for (const { until } of each(life, ['ApprovalGiven', 'PublicationRequested', 'VersionPublished']))
      expect(openThreads(until)).toStrictEqual([]);
  },
  'a blocking thread is resolved by who started it, or by a person who had no hand in the version': (
    life,
  ) => {
    for (const { fact, told, until } of each(life, ['ThreadResolved'])) {
      const { by } = told.request;
      const start = until.find(
        (one) => one.fact.type === 'ThreadStarted' && one.fact.data['thread'] === fact.data['thread'],
      );
      if (start?.told.request.by.id === by.id) continue;
      expect(by.type).toBe('user');
      expect(authorsIn(until)).not.toContain(by.id);
    }
  },
  'an administrator joins no group that the approval policy names': (life) => {
    for (const { fact, told, until } of each(life, ['GroupDefined'])) {
      const groupId = String(fact.data['groupId']);
      const named = inForce(until).groups?.some((one) => one.groupId === groupId) === true;
      const { id } = told.request.by;
      if (named && membersAt(until, groupId).includes(id))
        expect(membersAt(until.slice(0, -1), groupId)).toContain(id);
    }
  },
} as const satisfies Readonly<Record<string, ReviewLaw>>;

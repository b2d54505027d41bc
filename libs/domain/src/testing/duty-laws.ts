import { expect } from '@jest/globals';
import { parseTimestamp } from '@policy-registry/kernel';

import { CONFIRMATION_MS_MAX } from '../confirmation.ts';
import type { BindingFact } from '../environment/binding-events.ts';
import { decided, stateOf, withState, type Decide, type World } from '../lifecycle/world.ts';
import { DUTIES, type Duty } from '../tenant/duties.ts';
import type { Tenant } from '../tenant/state.ts';
import type { Law } from './laws.ts';
import { seeing } from './planting.ts';
import type { Met } from './meeting.ts';
import { promotionFactsOf } from './promotion-moves.ts';
import { versionAs } from './versions-seen.ts';
import { factsOf } from './walk.ts';

// What holds where the approval policy separates duties.

const TENANT = { type: 'tenant', id: 'acme' } as const;

const withDuties = (world: World, duties: readonly Duty[]): World => {
  // Folded by the tenant's own evolve.
  const tenant = stateOf(world, TENANT) as Tenant;
  if (tenant.status === 'absent') return world;
  const approvalPolicy = { ...tenant.approvalPolicy, duties: [...duties] };
  return withState(world, TENANT, { ...tenant, approvalPolicy });
};

/** Decides as a tenant does whose approval policy has every duty. */
export const dutifully =
  (decide: Decide = decided): Decide =>
  (world, request) =>
    decide(withDuties(world, DUTIES), request);

type Step = 'PublishVersion' | 'PromoteVersion' | 'ContinueCanary';

/** Commands of this kind that came to something, with what the world was before. */
const taken = (life: readonly Met[], step: Step) =>
  life.filter(
    ({ request, before, after, refused }) =>
      request.type === step && refused === undefined && after !== before,
  );
const publishing = (life: readonly Met[]) => taken(life, 'PublishVersion');

/** Looks for the first of two persons, whom the second one's fact names. */
const verifyFirst = (life: readonly Met[], step: Step, second: Met, named: Named | undefined): void => {
  const { request } = second;
  const first = taken(life, step).find(
    (one) =>
      one !== second &&
      one.request.data['version'] === request.data['version'] &&
      one.request.by.id === named?.by &&
      one.request.now === parseTimestamp(named.at),
  );
  expect(first?.request.by.id).toBeDefined();
  expect(first?.request.by.id).not.toBe(request.by.id);
  expect(request.now - (first?.request.now ?? 0)).toBeLessThan(CONFIRMATION_MS_MAX);
};
type Named = { readonly by: string; readonly at: string };

/** The promotion that was asked for, where it is one and not the first of two persons' word. */
const promotionAskedIn = ({ after }: Met) =>
  promotionFactsOf({ log: after.log.slice(-1) }, 'PromotionRequested').at(0);

export const DUTY_LAWS = {
  'nobody publishes what they approved': (life) => {
    for (const { before, request } of publishing(life)) {
      const { version } = request.data;
      const submitted = before.log.findLastIndex(({ facts }) =>
        facts.some(({ type, data }) => type === 'VersionSubmitted' && data['version'] === version),
      );
      const since = { states: before.states, log: before.log.slice(submitted) };
      const approvers = factsOf(since, 'ApprovalGiven').filter((given) => given.version === version);
      expect(approvers.map(({ approver }) => approver)).not.toContain(request.by.id);
    }
  },
  'what is published was wanted by two persons, within the time that there is': (life) => {
    for (const met of publishing(life)) {
      const { before, after } = met;
      const asked = factsOf(after, 'PublicationRequested').at(factsOf(before, 'PublicationRequested').length);
      if (asked !== undefined) verifyFirst(life, 'PublishVersion', met, asked.statement.confirmation);
    }
  },
  'nobody promotes what they published, alone or as one of two': (life) => {
    for (const { before, request } of taken(life, 'PromoteVersion')) {
      const { version } = request.data;
      const asked = factsOf(before, 'PublicationRequested').findLast((one) => one.version === version);
      expect([asked?.statement.requestedBy, asked?.statement.confirmation?.by]).not.toContain(request.by.id);
    }
  },
  'what is promoted was wanted by two persons, within the time that there is': (life) => {
    for (const met of taken(life, 'PromoteVersion')) {
      const asked = promotionAskedIn(met);
      if (asked !== undefined) verifyFirst(life, 'PromoteVersion', met, asked.statement.confirmation);
    }
  },
  'a canary becomes what is stable because two persons wanted it, within the time that there is': (life) => {
    for (const met of taken(life, 'ContinueCanary')) {
      const completed = met.after.log.at(-1)?.facts.find(({ type }) => type === 'CanaryCompleted');
      // The fact was recorded by the decider of the environment.
      const { confirmation } = (completed?.data ?? {}) as BindingFactOf<'CanaryCompleted'>['data'];
      if (completed !== undefined) verifyFirst(life, 'ContinueCanary', met, confirmation);
    }
  },
} as const satisfies Readonly<Record<string, Law>>;

type BindingFactOf<Type extends BindingFact['type']> = Extract<BindingFact, { type: Type }>;

type DutyPlant = { readonly name: string; readonly breaks: keyof typeof DUTY_LAWS; readonly decide: Decide };

export const DUTY_PLANTS: readonly DutyPlant[] = [
  {
    name: 'who approved is forgotten',
    breaks: 'nobody publishes what they approved',
    decide: dutifully(
      seeing(
        ['PublishVersion'],
        versionAs(({ approvals }) => ({
          approvals: approvals.map((given) => ({ ...given, approver: `not ${given.approver}` })),
        })),
      ),
    ),
  },
  {
    name: 'one person is enough',
    breaks: 'what is published was wanted by two persons, within the time that there is',
    decide: (world, request) => decided(withDuties(world, ['approvers_never_publish']), request),
  },
  {
    name: 'who published is forgotten',
    breaks: 'nobody promotes what they published, alone or as one of two',
    decide: dutifully(
      seeing(
        ['PromoteVersion'],
        versionAs(() => ({ publication: undefined })),
      ),
    ),
  },
  {
    name: 'one person is enough to promote',
    breaks: 'what is promoted was wanted by two persons, within the time that there is',
    decide: (world, request) =>
      decided(withDuties(world, ['two_persons_publish', 'publishers_never_promote']), request),
  },
  {
    name: 'one person is enough to complete a canary',
    breaks: 'a canary becomes what is stable because two persons wanted it, within the time that there is',
    decide: (world, request) => {
      const duties = DUTIES.filter(
        (duty) => duty !== 'two_persons_promote' || request.type !== 'ContinueCanary',
      );
      return decided(withDuties(world, duties), request);
    },
  },
  {
    name: 'the same person counts as another',
    breaks: 'what is published was wanted by two persons, within the time that there is',
    decide: dutifully(
      seeing(
        ['PublishVersion'],
        versionAs(({ confirmation }) =>
          confirmation === undefined ? {} : { confirmation: { ...confirmation, by: 'u-somebody' } },
        ),
      ),
    ),
  },
];

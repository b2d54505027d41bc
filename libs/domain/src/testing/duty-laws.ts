import { expect } from '@jest/globals';
import { parseTimestamp } from '@policy-registry/kernel';

import { CONFIRMATION_MS_MAX } from '../confirmation.ts';
import { decided, stateOf, withState, type Decide, type World } from '../lifecycle/world.ts';
import { DUTIES, type Duty } from '../tenant/duties.ts';
import type { Tenant } from '../tenant/state.ts';
import type { Law } from './laws.ts';
import { seeing } from './planting.ts';
import { versionAs } from './plants.ts';
import { factsOf, type Met } from './walk.ts';

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

/** Commands to publish that were accepted, with what the world was before and what they came to. */
const publishing = (life: readonly Met[]) =>
  life.filter(
    ({ request, before, after, refused }) =>
      request.type === 'PublishVersion' && refused === undefined && after !== before,
  );

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
    for (const { before, after, request } of publishing(life)) {
      const asked = factsOf(after, 'PublicationRequested').at(factsOf(before, 'PublicationRequested').length);
      if (asked === undefined) continue;
      const { confirmation } = asked.statement;
      const first = publishing(life).find(
        (one) =>
          one.request.data['version'] === asked.version &&
          one.request.by.id === confirmation?.by &&
          one.request.now === parseTimestamp(confirmation.at),
      );
      expect(first?.request.by.id).toBeDefined();
      expect(first?.request.by.id).not.toBe(request.by.id);
      expect(request.now - (first?.request.now ?? 0)).toBeLessThan(CONFIRMATION_MS_MAX);
    }
  },
} as const satisfies Readonly<Record<string, Law>>;

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

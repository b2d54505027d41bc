import { bindingChangesOf, bindingOf, type Environment } from '../environment/state.ts';
import type { FixedPromotion } from '../environment/schedule/events.ts';
import { executorOf } from '../environment/schedule/executor.ts';
import type { Schedule } from '../environment/schedule/schedules.ts';
import { ENVIRONMENT, POLICY } from '../lifecycle/life.ts';
import { stateOf, withState, type Decide, type Request, type World } from '../lifecycle/world.ts';
import type { Policy } from '../policy/state.ts';
import type { OpenTenant } from '../tenant/state.ts';
import { hearing, seeing, type Seen } from './planting.ts';
import type { SCHEDULE_LAWS } from './schedule-laws.ts';
import { fixingsIn } from './schedule-walk.ts';

// Bugs as somebody could make them in what is scheduled, each with the law that has to find it.

type Created = Extract<Environment, { status: 'created' }>;
type Plant = { readonly name: string; readonly breaks: keyof typeof SCHEDULE_LAWS; readonly decide: Decide };

const EXECUTE = ['ExecuteScheduledPromotion'];
const FIX = ['SchedulePromotion', 'ResumeScheduledPromotion'];
const FIXED_BY = 'a promotion is fixed only by persons who signed in freshly, and by two where it takes two';
const AT_ITS_TIME = 'it is carried out at its time: never before, and not long after';
const OWN = 'its own process carries out what was fixed last, once, and nothing else';
const UNCHANGED =
  'nothing that it rests on has changed: what is bound, the gates, the approvals and the version';

const environmentAs =
  (change: (environment: Created, world: World, request: Request) => Partial<Created>): Seen =>
  (world, request) => {
    const of = { type: 'environment', id: ENVIRONMENT } as const;
    // Folded by the environment's own evolve.
    const environment = stateOf(world, of) as Environment;
    if (environment.status === 'absent') return world;
    return withState(world, of, { ...environment, ...change(environment, world, request) });
  };

/** What is scheduled otherwise than it was fixed. */
const scheduleAs = (change: (fixed: Schedule, now: Created, world: World) => Partial<Schedule>): Decide =>
  seeing(
    EXECUTE,
    environmentAs((environment, world) => {
      const fixed = environment.schedules?.get(POLICY);
      if (fixed === undefined) return {};
      const schedule = { ...fixed, ...change(fixed, environment, world) };
      return { schedules: new Map(environment.schedules).set(POLICY, schedule) };
    }),
  );

/** As if whatever a process asks for were still to come. */
const asOftenBound = (environment: Created): Pick<Schedule, 'bindingChanges'> => {
  const bindingChanges = bindingChangesOf(environment, POLICY);
  return bindingChanges > 0 ? { bindingChanges } : {};
};

const stillWaiting: Seen = environmentAs((environment, world, { data }) => {
  const fixing = fixingsIn(world).find((one) => one.data['promotionId'] === data['promotionId']);
  if (fixing === undefined) return {};
  // The fact was recorded by the decider of the environment.
  const schedule = { ...(fixing.data as FixedPromotion), ...asOftenBound(environment), isSuspended: false };
  return { schedules: new Map(environment.schedules).set(POLICY, schedule) };
});

const dueAt = ({ data }: Request, world: World): number => {
  const fixing = fixingsIn(world).find((one) => one.data['promotionId'] === data['promotionId']);
  return Date.parse(String(fixing?.data['at']));
};
const heardAt = (now: (request: Request, due: number) => number): Decide =>
  hearing(EXECUTE, (request, world) => ({
    ...request,
    now: now(request, dueAt(request, world)) || request.now,
  }));

const allPublished: Seen = (world) => {
  const of = { type: 'policy', id: POLICY } as const;
  // Folded by the policy's own evolve.
  const policy = stateOf(world, of) as Policy;
  if (policy.status === 'absent') return world;
  const versions = policy.versions.map((version) => ({ ...version, state: 'published' as const }));
  return withState(world, of, { ...policy, versions });
};

export const SCHEDULE_PLANTS: readonly Plant[] = [
  {
    name: 'programs schedule',
    breaks: FIXED_BY,
    decide: hearing(FIX, (request) => ({
      ...request,
      by: { ...request.by, type: 'user', isInteractive: true },
    })),
  },
  {
    name: 'a sign-in is never too old to schedule',
    breaks: FIXED_BY,
    decide: hearing(FIX, (request) => ({ ...request, by: { ...request.by, authenticatedAt: request.now } })),
  },
  {
    name: 'the first of two schedules as the second as well',
    breaks: FIXED_BY,
    decide: seeing(
      FIX,
      environmentAs(({ confirmations = new Map() }) => ({
        confirmations: new Map([...confirmations].map(([id, one]) => [id, { ...one, by: 'somebody' }])),
      })),
    ),
  },
  {
    name: 'it is fixed over what was stable once',
    breaks: 'what is fixed is what there is, for a time that is to come',
    decide: seeing(
      FIX,
      environmentAs((environment) => ({
        bindings: new Map([[POLICY, { ...bindingOf(environment, POLICY), stable: undefined }]]),
      })),
    ),
  },
  { name: 'it is due at once', breaks: AT_ITS_TIME, decide: heardAt(({ now }, due) => Math.max(now, due)) },
  {
    name: 'what was missed is made up for at any time',
    breaks: AT_ITS_TIME,
    decide: heardAt(({ now }, due) => Math.min(now, due)),
  },
  {
    name: 'any process carries it out',
    breaks: OWN,
    decide: hearing(EXECUTE, (request) => ({
      ...request,
      by: { ...request.by, type: 'system', id: executorOf(String(request.data['promotionId'])) },
    })),
  },
  { name: 'what is over is carried out again', breaks: OWN, decide: seeing(EXECUTE, stillWaiting) },
  {
    name: 'whatever is stable is taken for the base',
    breaks: UNCHANGED,
    decide: scheduleAs((_fixed, environment) => {
      const { stable } = bindingOf(environment, POLICY);
      return { ...(stable !== undefined && { stable }), ...asOftenBound(environment) };
    }),
  },
  {
    name: 'what was bound meanwhile, and is no more, is forgotten',
    breaks: UNCHANGED,
    decide: scheduleAs((_fixed, environment) => asOftenBound(environment)),
  },
  {
    name: 'gates may be set anew meanwhile',
    breaks: UNCHANGED,
    decide: scheduleAs((_fixed, { gates }) => (gates === undefined ? {} : { gatesVersion: gates.version })),
  },
  {
    name: 'another approval policy may be set meanwhile',
    breaks: UNCHANGED,
    decide: scheduleAs((_fixed, _environment, world) => {
      // Folded by the tenant's own evolve.
      const { approvalPolicy } = stateOf(world, { type: 'tenant', id: 'acme' }) as OpenTenant;
      return { approvalPolicyVersion: approvalPolicy.version };
    }),
  },
  {
    name: 'what was deprecated meanwhile is promoted',
    breaks: UNCHANGED,
    decide: seeing(EXECUTE, allPublished),
  },
  {
    name: 'rights are not looked at again',
    breaks: 'everybody who fixed it may promote still',
    decide: scheduleAs(() => ({ rights: [] })),
  },
  {
    name: 'only the second of two is looked at again',
    breaks: 'everybody who fixed it may promote still',
    decide: scheduleAs(({ rights }) => ({ rights: rights.slice(0, 1) })),
  },
  {
    name: 'nobody looks at the clock of a freeze',
    breaks: 'it is carried out in no freeze of its time',
    decide: seeing(
      EXECUTE,
      environmentAs(({ gates }) => (gates === undefined ? {} : { gates: { ...gates, gates: {} } })),
    ),
  },
];

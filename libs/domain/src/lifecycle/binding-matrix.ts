import { toTimestamp } from '@policy-registry/kernel';

import { executorOf } from '../environment/schedule/executor.ts';
import { bindingOf, type Environment } from '../environment/state.ts';
import {
  anybody,
  asking,
  ENVIRONMENT,
  NOW,
  POLICY,
  promotionAttestationIn,
  REASONED,
  registry,
  signedPromotion,
  threePublished,
} from './life.ts';
import { answerBy, type Answer, type Matrix } from './matrix.ts';
import { stateOf, told, type Request, type World } from './world.ts';

// What is asked of a binding, in each state that it can be in; found as in the matrix of versions.

const operator = asking(anybody('operator'));
const of = { environmentId: ENVIRONMENT, policyId: POLICY, ...REASONED };
const promote = (version: number, canary?: object): Request =>
  operator('PromoteVersion', { ...of, version, ...(canary && { canary }) });
const records = asking(registry);
const failureIn = (world: World) => {
  const { environmentId, policyId, attempt } = promotionAttestationIn(world);
  return { environmentId, policyId, attempt, reason: 'SIGNER_UNREACHABLE' };
};
const LATER_MS = 3 * 3_600_000;
const rollBack = (version?: number): Request =>
  operator('RollBack', { ...of, incident: 'INC-1', ...(version !== undefined && { version }) });
const recall = (version: number): Request =>
  operator('RecallVersion', { policyId: POLICY, version, ...REASONED });

type Step = (world: World) => World;
const asked =
  (request: Request): Step =>
  (world) =>
    told(world, request);
/** Asked for, signed and bound. */
const promoted =
  (version: number, canary?: object): Step =>
  (world) =>
    signedPromotion(told(world, promote(version, canary)));
const CANARY = { percentage: '5' };
const OF_SCHEDULE = { environmentId: ENVIRONMENT, policyId: POLICY, promotionId: 'c-1' };
const schedule = operator('SchedulePromotion', { ...of, version: 3, at: toTimestamp(NOW + LATER_MS) });
/** The process of what is scheduled here, at its time. */
const execute: Request = {
  ...asking({ ...registry, id: executorOf('c-1') })('ExecuteScheduledPromotion', OF_SCHEDULE),
  now: NOW + LATER_MS,
};

/** Each state of a binding, and what leads from nothing to it. */
const STATES: Readonly<Record<string, readonly Step[]>> = {
  'nothing bound': [],
  'the first being signed': [asked(promote(1))],
  'only a canary': [promoted(1, CANARY)],
  'one was stable': [promoted(1)],
  'two were': [promoted(1), promoted(2)],
  'and a third being signed': [promoted(1), promoted(2), asked(promote(3))],
  'and a canary being signed': [promoted(1), promoted(2), asked(promote(3, CANARY))],
  'and a canary': [promoted(1), promoted(2), promoted(3, CANARY)],
  'the canary paused': [
    ...[promoted(1), promoted(2), promoted(3, CANARY)],
    asked(operator('PauseCanary', of)),
  ],
  'rolled back': [promoted(1), promoted(2), asked(rollBack())],
  'a third scheduled': [promoted(1), promoted(2), asked(schedule)],
  'which suspended itself': [promoted(1), promoted(2), asked(schedule), asked(rollBack()), asked(execute)],
  'what is stable recalled': [promoted(1), promoted(2), asked(recall(2))],
  'the canary recalled': [promoted(1), promoted(2), promoted(3, CANARY), asked(recall(3))],
};

const always =
  (request: Request) =>
  (_world: World): Request =>
    request;

const COMMANDS: Readonly<Record<string, (world: World) => Request>> = {
  'PromoteVersion 3': always(promote(3)),
  'PromoteVersion 3 as a canary': always(promote(3, CANARY)),
  RecordPromotionAttestation: (world) => records('RecordPromotionAttestation', promotionAttestationIn(world)),
  RecordPromotionFailure: (world) => records('RecordPromotionFailure', failureIn(world)),
  TimeOutPromotion: (world) => {
    const { reason: _reason, ...data } = failureIn(world);
    return { ...records('TimeOutPromotion', data), now: NOW + LATER_MS };
  },
  'SchedulePromotion 3': always(schedule),
  ExecuteScheduledPromotion: always(execute),
  ResumeScheduledPromotion: always(
    operator('ResumeScheduledPromotion', { ...of, at: toTimestamp(NOW + LATER_MS) }),
  ),
  CancelScheduledPromotion: always(operator('CancelScheduledPromotion', of)),
  PauseCanary: always(operator('PauseCanary', of)),
  ContinueCanary: always(operator('ContinueCanary', of)),
  'ContinueCanary with more': always(operator('ContinueCanary', { ...of, percentage: '50' })),
  'ContinueCanary with less': always(operator('ContinueCanary', { ...of, percentage: '1' })),
  'ContinueCanary to the end': always(operator('ContinueCanary', { ...of, complete: true })),
  AbortCanary: always(operator('AbortCanary', of)),
  RollBack: always(rollBack()),
  'RollBack to 2': always(rollBack(2)),
  'RollBack to 3': always(rollBack(3)),
  RollOff: always(records('RollOff', { environmentId: ENVIRONMENT, policyId: POLICY })),
};

export const bindingMatrix = (): Matrix => {
  const published = threePublished();
  const worlds = Object.values(STATES).map((steps) => steps.reduce((world, step) => step(world), published));
  const rows = Object.entries(COMMANDS).map(([command, requestIn]) => ({
    command,
    answers: worlds.map((world) => answerBy(world, requestIn(world), boundIn)),
  }));
  return { states: Object.keys(STATES), rows };
};

/** What is bound, in words. */
const boundIn = (world: World): Answer => {
  // Folded by the environment's own evolve.
  const environment = stateOf(world, { type: 'environment', id: ENVIRONMENT }) as Environment;
  if (environment.status === 'absent') return '';
  const { stable, canary } = bindingOf(environment, POLICY);
  const beside =
    canary &&
    `${canary.version} at ${canary.selector.basisPoints / 100} %${canary.isPaused ? ', paused' : ''}`;
  return [stable ?? 'none', beside].filter((part) => part !== undefined).join(' and ');
};

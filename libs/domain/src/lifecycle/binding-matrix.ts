import { bindingOf, type Environment } from '../environment/state.ts';
import { anybody, asking, ENVIRONMENT, POLICY, REASONED, registry, threePublished } from './life.ts';
import { answerBy, type Answer, type Matrix } from './matrix.ts';
import { stateOf, told, type Request, type World } from './world.ts';

// What is asked of a binding, in each state that it can be in; found as in the matrix of versions.

const operator = asking(anybody('operator'));
const of = { environmentId: ENVIRONMENT, policyId: POLICY, ...REASONED };
const promote = (version: number, canary?: object): Request =>
  operator('PromoteVersion', { ...of, version, ...(canary && { canary }) });
const rollBack = (version?: number): Request =>
  operator('RollBack', { ...of, incident: 'INC-1', ...(version !== undefined && { version }) });
const recall = (version: number): Request =>
  operator('RecallVersion', { policyId: POLICY, version, ...REASONED });

/** Each state of a binding, and what leads from nothing to it. */
const STATES: Readonly<Record<string, readonly Request[]>> = {
  'nothing bound': [],
  'only a canary': [promote(1, { percentage: '5' })],
  'one was stable': [promote(1)],
  'two were': [promote(1), promote(2)],
  'and a canary': [promote(1), promote(2), promote(3, { percentage: '5' })],
  'the canary paused': [
    ...[promote(1), promote(2), promote(3, { percentage: '5' })],
    operator('PauseCanary', of),
  ],
  'rolled back': [promote(1), promote(2), rollBack()],
  'what is stable recalled': [promote(1), promote(2), recall(2)],
  'the canary recalled': [promote(1), promote(2), promote(3, { percentage: '5' }), recall(3)],
};

const COMMANDS: Readonly<Record<string, Request>> = {
  'PromoteVersion 3': promote(3),
  'PromoteVersion 3 as a canary': promote(3, { percentage: '5' }),
  PauseCanary: operator('PauseCanary', of),
  ContinueCanary: operator('ContinueCanary', of),
  'ContinueCanary with more': operator('ContinueCanary', { ...of, percentage: '50' }),
  'ContinueCanary with less': operator('ContinueCanary', { ...of, percentage: '1' }),
  'ContinueCanary to the end': operator('ContinueCanary', { ...of, complete: true }),
  AbortCanary: operator('AbortCanary', of),
  RollBack: rollBack(),
  'RollBack to 2': rollBack(2),
  'RollBack to 3': rollBack(3),
  RollOff: asking(registry)('RollOff', { environmentId: ENVIRONMENT, policyId: POLICY }),
};

export const bindingMatrix = (): Matrix => {
  const published = threePublished();
  const worlds = Object.values(STATES).map((requests) => requests.reduce(told, published));
  const rows = Object.entries(COMMANDS).map(([command, request]) => ({
    command,
    answers: worlds.map((world) => answerBy(world, request, boundIn)),
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

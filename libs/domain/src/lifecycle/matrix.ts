import { Rejection, sha256Hex, type Principal } from '@policy-registry/kernel';

import { aggregates } from '../registry.ts';
import {
  anybody,
  approvalIn,
  asking,
  attestationIn,
  AUTHOR,
  COMMENT,
  DRAFT,
  NOW,
  PROMOTION,
  REASONED,
  registry,
  SIMULATION,
  stages,
  SUBMISSION,
  VERSION,
  versionIn,
  type Stage,
} from './life.ts';
import { decided, told, type Request, type World } from './world.ts';

// What the deciders answer, found by asking them: nothing here knows what they should.

/** A state that a command leads to, the facts of one that changes no state, `unchanged`, or the code of the refusal. */
export type Answer = string;

const outsider = asking(anybody('outsider'));
const another = asking(anybody('another'));
const records = asking(registry);
const reasoned = { ...VERSION, ...REASONED };
const mark = { simulationId: SIMULATION, index: 3, mark: 'intended', class: 'newly_blocked' };
const failure = (world: World) => ({
  ...{ ...VERSION, attempt: attestationIn(world).attempt },
  reason: 'SIGNER_UNREACHABLE',
});
const LATER_MS = 3 * 3_600_000;

/** Every command that is about a version, with everything right that does not depend on its state. */
const COMMANDS: Readonly<Record<string, (world: World) => Request>> = {
  CreateVersion: () => outsider('CreateVersion', DRAFT),
  SubmitVersion: () => outsider('SubmitVersion', SUBMISSION),
  RequestChanges: () => outsider('RequestChanges', reasoned),
  WithdrawVersion: () => outsider('WithdrawVersion', reasoned),
  MarkDecision: () => outsider('MarkDecision', { ...VERSION, ...mark, reasonDigest: REASONED.reasonDigest }),
  StartThread: () => outsider('StartThread', COMMENT),
  ReplyInThread: () =>
    outsider('ReplyInThread', { ...VERSION, thread: 1, commentDigest: COMMENT.commentDigest }),
  ResolveThread: () => outsider('ResolveThread', { ...VERSION, thread: 1 }),
  ReopenThread: () => outsider('ReopenThread', { ...VERSION, thread: 2 }),
  ApproveVersion: (world) => outsider('ApproveVersion', approvalIn(world)),
  'ApproveVersion by another': (world) => another('ApproveVersion', approvalIn(world)),
  PublishVersion: () => outsider('PublishVersion', reasoned),
  RecordPublicationAttestation: (world) => records('RecordPublicationAttestation', attestationIn(world)),
  RecordPublicationFailure: (world) => records('RecordPublicationFailure', failure(world)),
  TimeOutPublication: (world) => {
    const { attempt } = attestationIn(world);
    return { ...records('TimeOutPublication', { ...VERSION, attempt }), now: NOW + LATER_MS };
  },
  PromoteVersion: () => outsider('PromoteVersion', PROMOTION),
  'PromoteVersion as a canary': () =>
    outsider('PromoteVersion', { ...PROMOTION, canary: { percentage: '5' } }),
  DeprecateVersion: () => outsider('DeprecateVersion', reasoned),
  ArchiveVersion: () => outsider('ArchiveVersion', reasoned),
  RecallVersion: () => outsider('RecallVersion', reasoned),
};

/** Commands about a policy as a whole, which no state of a version answers. */
const OF_POLICY: readonly string[] = ['CreatePolicy', 'ChangeOwner'];

const verifyWhole = (): void => {
  const missing = aggregates.policy.commandTypes.filter(
    (type) => !OF_POLICY.includes(type) && !(type in COMMANDS),
  );
  if (missing.length > 0) throw new Error(`the matrix says nothing of ${missing.join(', ')}`);
};

export type Matrix = {
  readonly states: readonly string[];
  readonly rows: readonly { readonly command: string; readonly answers: readonly Answer[] }[];
};

/** What each command is answered in each state. */
export const lifecycleMatrix = (): Matrix => {
  verifyWhole();
  const all = stages();
  const rows = Object.entries(COMMANDS).map(([command, requestIn]) => ({
    command,
    answers: all.map(({ world }) => answerOf(world, requestIn(world))),
  }));
  return { states: all.map(({ state }) => state), rows };
};

const answerOf = (world: World, request: Request): Answer =>
  answerBy(world, request, (one) => versionIn(one)?.state);

/** The answer to a request, where `stateIn` tells the state that it may change. */
export const answerBy = (
  world: World,
  request: Request,
  stateIn: (world: World) => string | undefined,
): Answer => {
  try {
    const { facts } = decided(world, request);
    if (facts.length === 0) return 'unchanged';
    const after = stateIn(told(world, request));
    return after !== stateIn(world) ? `→ ${after}` : facts.map(({ type }) => type).join(', ');
  } catch (error) {
    if (error instanceof Rejection) return error.code;
    throw error;
  }
};

/** The same request, done wrong in one respect. */
const WRONGS: Readonly<Record<string, (request: Request) => Request>> = {
  'by a service': by((who) => ({ ...who, type: 'service', isInteractive: false })),
  'signed in yesterday': by((who) => ({ ...who, authenticatedAt: NOW - 86_400_000 })),
  'by its author': by((who) => ({ ...who, id: AUTHOR })),
  'without a reason': without('reasonDigest'),
  'without a ticket': without('ticketDigest'),
  'without either': (request) => without('reasonDigest')(without('ticketDigest')(request)),
  'with other digests': (request) => ({
    ...request,
    data: Object.fromEntries(
      Object.entries(request.data).map(([name, value]) =>
        ['contentDigest', 'statementDigest'].includes(name) ? [name, sha256Hex('other')] : [name, value],
      ),
    ),
  }),
  'with an old ETag': (request) => ({ ...request, ifMatch: '999' }),
};

function by(change: (who: Principal) => Principal): (request: Request) => Request {
  return (request) => ({ ...request, by: change(request.by) });
}

function without(name: string): (request: Request) => Request {
  return (request) => ({
    ...request,
    data: Object.fromEntries(Object.entries(request.data).filter(([other]) => other !== name)),
  });
}

export type Conditions = {
  readonly wrongs: readonly string[];
  readonly rows: readonly {
    readonly command: string;
    /** The state it is asked in: the first that takes it. */
    readonly state: string;
    readonly scopes: readonly string[];
    /** `taken` where being wrong in this respect changes nothing. */
    readonly answers: readonly Answer[];
  }[];
};

/** What each command of a person is answered, in a state that takes it, when one thing about it is wrong. */
export const lifecycleConditions = (): Conditions => {
  const all = stages();
  const rows = Object.entries(COMMANDS).flatMap(([command, requestIn]) => {
    const stage = all.find(({ world }) => isTaken(world, requestIn(world)));
    if (stage === undefined) throw new Error(`no state takes ${command}`);
    const request = requestIn(stage.world);
    return request.by.type === 'system' ? [] : [conditionsOf(command, stage, request)];
  });
  return { wrongs: Object.keys(WRONGS), rows };
};

const conditionsOf = (
  command: string,
  { state, world }: Stage,
  request: Request,
): Conditions['rows'][number] => {
  const scopes = request.by.scopes.filter((scope) => {
    const scopeless = { ...request.by, scopes: request.by.scopes.filter((other) => other !== scope) };
    return answerOf(world, { ...request, by: scopeless }) === 'SCOPE_MISSING';
  });
  const answers = Object.values(WRONGS).map((wrong) =>
    isTaken(world, wrong(request)) ? 'taken' : answerOf(world, wrong(request)),
  );
  return { command, state, scopes, answers };
};

const isTaken = (world: World, request: Request): boolean => {
  try {
    return decided(world, request).facts.length > 0;
  } catch (error) {
    if (error instanceof Rejection) return false;
    throw error;
  }
};

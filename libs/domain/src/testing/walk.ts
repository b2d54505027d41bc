import type { EpochMs } from '@policy-registry/kernel';
import fc from 'fast-check';

import { simulated, type Ask } from '../lifecycle/life.ts';
import { inputsOf, snapshotIdOf } from '../snapshot/inputs.ts';
import type { DocumentRef } from '../snapshot/events.ts';
import type { PolicyFact } from '../policy/events.ts';
import { file, HOUR_MS, NOW, openTenant, person, report, result, sha, system } from './samples.ts';
import { BINDING_MOVES, bindingRequests, isBindingMove, nextOfBinding } from './binding-moves.ts';
import { followedBy, meet, type Lived } from './meeting.ts';
import { isPromotionMove, PROMOTION_MOVES, promotionRequests } from './promotion-moves.ts';
import { rollingOff, type React } from './reacting.ts';
import { isRecallMove, RECALL_MOVES, recallRequests } from './recall-moves.ts';
import {
  decided,
  emptyWorld,
  stateOf,
  told,
  withState,
  type Decide,
  type Request,
  type World,
} from '../lifecycle/world.ts';

// A random life of one policy: a few people who may do everything try everything, in any order.

const PEOPLE = ['u-ann', 'u-ben', 'u-cat', 'u-dan', 'u-eve', 'u-fay'] as const;

const MOVES = [
  ...(['save', 'draft', 'submit', 'approve', 'sendBack', 'withdraw'] as const),
  ...(['publish', 'attest', 'fail', 'promote', 'deprecate'] as const),
  ...PROMOTION_MOVES,
  ...BINDING_MOVES,
  ...RECALL_MOVES,
] as const;
type Move = (typeof MOVES)[number];

/** One attempt; `pick` chooses among what there is, `twist` whether it is done right. */
export type Step = {
  readonly move: Move | 'next';
  readonly who: (typeof PEOPLE)[number];
  readonly pick: number;
  readonly twist: number;
};

export const walks = fc.record({
  approvals: fc.integer({ min: 1, max: 2 }),
  steps: fc.array(
    fc.record({
      // Most of the steps do what comes next, so that lives get somewhere; the others get in their way.
      move: fc.oneof(
        { weight: 3, arbitrary: fc.constant('next' as const) },
        { weight: 1, arbitrary: fc.constantFrom(...MOVES) },
      ),
      who: fc.constantFrom(...PEOPLE),
      pick: fc.nat({ max: 5 }),
      twist: fc.nat({ max: 5 }),
    }),
    { minLength: 24, maxLength: 54, size: 'max' },
  ),
});
export type Walk = { readonly approvals: number; readonly steps: readonly Step[] };

const everything = (id: string) =>
  person(
    id,
    'policy:author',
    'policy:review',
    'policy:approve',
    'policy:publish',
    'policy:promote',
    'policy:operate',
    'policy:activate',
    'policy:archive',
    'policy:simulate',
    'tenant:admin',
  );

const web: DocumentRef = { name: 'web.json', kind: 'trivy', digest: sha('web.json'), size: 100 };
export const snapshotId = snapshotIdOf(inputsOf([web]));
const policyId = 'pay-gate';
const environmentId = 'prod';

const by =
  (who: string, now: EpochMs) =>
  (type: string, data: Request['data']): Request => ({
    type,
    data,
    by: who === 'system' ? system : { ...everything(who), authenticatedAt: now },
    now,
  });

/** An open tenant with a policy, an environment and a frozen snapshot. */
export const worldWith = (approvals: number): World => {
  const systemAsks = by('system', NOW);
  const counts = { received: 10, accepted: 10, rejected: 0, duplicate: 0 };
  const outcome = {
    ok: true,
    manifestDigest: sha('manifest'),
    importer: 'facts@1',
    tuples: 10,
    shards: 1,
    counts,
  };
  return [
    systemAsks('OpenTenant', { tenantId: 'acme', settings: openTenant.settings, approvals }),
    systemAsks('CreateEnvironment', { environmentId, name: 'Production', order: 3 }),
    by('u-ann', NOW)('CreatePolicy', { policyId, name: 'Payment gate', description: '', tags: [] }),
    by('u-ann', NOW)('ImportSnapshot', { documents: [web] }),
    systemAsks('RecordImport', { snapshotId, attempt: 1, outcome }),
  ].reduce(told, emptyWorld);
};

/** A walk through a registry that decides and reacts like this. */
export const walked = (
  { approvals, steps }: Walk,
  decide: Decide = decided,
  react: React = rollingOff,
): readonly Lived[] => {
  let world = worldWith(approvals);
  return steps.flatMap((step, at) => {
    const atFirst = world;
    return requestsOf(step, world, NOW + at * 1_000).flatMap((request) => {
      const isRaced = step.move === 'race' && world !== atFirst;
      const decideIt: Decide = isRaced ? (now, asked) => decide(withPolicyOf(atFirst, now), asked) : decide;
      const met = meet(world, request, decideIt);
      const followed = followedBy(met, decide, react);
      world = followed.at(-1)?.after ?? met.after;
      return [met, ...followed].map((one, index) => ({
        ...one,
        isRaced: isRaced && index === 0,
        isAtRest: index === followed.length,
      }));
    });
  });
};

/** The world with the policy as it was before. */
const withPolicyOf = (before: World, world: World): World =>
  withState(world, POLICY, stateOf(before, POLICY));
const POLICY = { type: 'policy', id: policyId } as const;

/** What a law says of a life that breaks it; anything else that is thrown is a bug here and goes through. */
export const breachOf = (law: () => void): string | undefined => {
  try {
    law();
    return undefined;
  } catch (error) {
    if (error instanceof Error && 'matcherResult' in error) return error.message;
    throw error;
  }
};

type FactOf<Type extends PolicyFact['type']> = Extract<PolicyFact, { type: Type }>;

/** The facts of one type that the log holds, oldest first. */
export const factsOf = <Type extends PolicyFact['type']>(
  world: World,
  type: Type,
): readonly FactOf<Type>['data'][] =>
  // The log holds what the deciders answered; a type of the policy's own facts names its data.
  world.log.flatMap(({ facts }) =>
    facts.filter((fact) => fact.type === type).map(({ data }) => data as FactOf<Type>['data']),
  );

const requestsOf = ({ move, who, pick, twist }: Step, world: World, now: EpochMs): readonly Request[] => {
  const ask = by(who, now);
  const record = by('system', now);
  const drafts = factsOf(world, 'VersionDrafted');
  const saves = world.log.filter(({ request }) => request.type === 'SaveWorkspace').length;
  const simulations = world.log.filter(({ request }) => request.type === 'StartSimulation').length;
  // What comes next is mostly that of the newest version; what gets in the way is about any.
  const back = move === 'next' ? Number(pick === 5) : pick % 3;
  const version = Math.max(1, drafts.length - back);
  const ofVersion = { policyId, version };
  const reasoned = { reasonDigest: sha('reason'), ticketDigest: sha('ticket') };
  const wanted = move === 'next' ? nextMove(world, version, pick) : move;
  const signing = { world, ask, record, pick, twist };
  if (isPromotionMove(wanted)) return promotionRequests(wanted, signing);
  const bound = { ...ofVersion, environmentId, ...reasoned, pick, twist };
  if (isBindingMove(wanted)) return bindingRequests(wanted, ask, bound);
  if (isRecallMove(wanted)) return recallRequests(wanted, bound, signing);
  switch (wanted) {
    case 'save': {
      const compiled = { irDigest: sha(`ir ${saves + 1}`), isShadow: twist === 0, rules: 1, complexity: 1 };
      return [
        ask('SaveWorkspace', { policyId, files: [file('main.stella', `text ${pick}`)] }),
        record('RecordCompilation', { policyId, revision: saves + 1, report: { ...report, compiled } }),
      ];
    }
    case 'draft':
      return [
        ask('CreateVersion', {
          policyId,
          revision: Math.max(1, saves - (pick % 3)),
          semver: `1.${twist % 3}.0`,
        }),
      ];
    case 'submit': {
      const fresh = `sim-${simulations + 1}`;
      const simulationId = twist < 2 ? `sim-${Math.max(1, simulations - twist)}` : fresh;
      const ofVersionHere = { simulationId, ...ofVersion, snapshotId, environmentId };
      const refs = { ...result, evidenceDigest: sha(`evidence of ${simulationId}`) };
      const submit = ask('SubmitVersion', { ...ofVersion, simulationId, reviewers: [] });
      return simulationId === fresh ? [...simulated(ask, record, ofVersionHere, refs), submit] : [submit];
    }
    case 'approve': {
      const evidenceDigest = factsOf(world, 'VersionSubmitted').findLast(
        (data) => data.version === version,
      )?.evidenceDigest;
      const contentDigest = twist === 0 ? sha('other') : drafts[version - 1]?.contentDigest;
      return [
        ask('ApproveVersion', {
          ...ofVersion,
          contentDigest,
          evidenceDigest: evidenceDigest ?? sha('none'),
          ...reasoned,
        }),
      ].filter(() => contentDigest !== undefined);
    }
    case 'sendBack':
      return [ask('RequestChanges', { ...ofVersion, ...(twist > 0 && reasoned) })];
    case 'withdraw':
      return [ask('WithdrawVersion', { ...ofVersion, ...(twist > 0 && reasoned) })];
    case 'deprecate':
      // Not at once: what is published has a life before.
      return twist < 3 ? [ask('DeprecateVersion', { ...ofVersion, ...(twist > 0 && reasoned) })] : [];
    case 'publish':
      return [asPerson(twist, ask('PublishVersion', { ...ofVersion, ...reasoned }))];
    case 'attest':
      return attested(twist === 0 ? ask : record, world, { version, twist });
    case 'fail': {
      const attempt =
        factsOf(world, 'PublicationRequested').findLast((data) => data.version === version)?.attempt ?? 1;
      return twist > 2
        ? [record('RecordPublicationFailure', { ...ofVersion, attempt, reason: 'SIGNER_UNREACHABLE' })]
        : [];
    }
    case 'promote':
      return [asPerson(twist, ask('PromoteVersion', { ...ofVersion, environmentId, ...reasoned }))];
  }
};

/** Now and then a program asks for what persons do, or somebody who signed in long ago. */
const asPerson = (twist: number, request: Request): Request => {
  if (twist === 0) return { ...request, by: { ...request.by, type: 'service', isInteractive: false } };
  return twist === 1
    ? { ...request, by: { ...request.by, authenticatedAt: request.now - HOUR_MS } }
    : request;
};

/** What a version waits for. */
const nextMove = (world: World, version: number, pick: number): Move => {
  const facts = world.log.flatMap((one) => (one.aggregate.type === 'policy' ? one.facts : []));
  switch (facts.findLast(({ data }) => data['version'] === version)?.type) {
    case undefined:
      return world.log.some(({ request }) => request.type === 'SaveWorkspace') ? 'draft' : 'save';
    case 'VersionDrafted':
    case 'ChangesRequested':
    case 'VersionWithdrawn':
      return 'submit';
    case 'VersionSubmitted':
    case 'ApprovalGiven':
      return 'approve';
    case 'VersionApproved':
    case 'PublicationConfirmed':
    case 'PublicationFailed':
      return 'publish';
    case 'PublicationRequested':
      return 'attest';
    case 'VersionArchived':
    case 'VersionRecalled':
      return 'draft';
    default:
      return nextOfBinding(world, { version, pick });
  }
};

const attested = (
  ask: Ask,
  world: World,
  { version, twist }: { version: number; twist: number },
): readonly Request[] => {
  const asked = factsOf(world, 'PublicationRequested').findLast((data) => data.version === version);
  const statementDigest = twist === 1 || asked === undefined ? sha('other') : asked.statementDigest;
  const attempt = twist === 2 ? (asked?.attempt ?? 1) + 1 : (asked?.attempt ?? 1);
  const attestationId = sha(`bundle ${version}`);
  return [
    ask('RecordPublicationAttestation', {
      policyId,
      version,
      attempt,
      statementDigest,
      attestationId,
      keyId: sha('key'),
    }),
  ];
};

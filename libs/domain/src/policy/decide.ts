import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import { requireMatch, requireScope, requireTenant } from '../guards.ts';
import { refuse, reject } from '../rejection-codes.ts';
import { requireFresh } from '../simulation/freshness.ts';
import type { Simulation } from '../simulation/state.ts';
import type { Tenant } from '../tenant/state.ts';
import { changedPaths } from '../workspace/changed-paths.ts';
import { checksOf } from '../workspace/checks.ts';
import { requireKept } from '../workspace/retention.ts';
import type { Workspace } from '../workspace/state.ts';
import { approve } from './approve.ts';
import type { PolicyCommand, PolicyCommandOf } from './commands.ts';
import type { PolicyFact } from './events.ts';
import { beginningOf } from './beginning.ts';
import { requireChecked } from './checked.ts';
import { requireFrozen } from './frozen.ts';
import { codeOwnersOf } from './code-owners.ts';
import { authorsOf, lineageOf, publishedBefore } from './lineage.ts';
import { markDecision } from './marks.ts';
import { changeOwner } from './owner.ts';
import {
  publish,
  recordPublicationAttestation,
  recordPublicationFailure,
  timeOutPublication,
} from './publish.ts';
import { recall } from './recall.ts';
import { askedReviewers } from './reviewers.ts';
import { wasPublished, type Policy, type Version } from './state.ts';
import { stepBack } from './step-back.ts';
import { replyInThread, reopenThread, resolveThread, startThread } from './threads.ts';
import { versionOf } from './version-of.ts';

export type PolicyNeeds = {
  readonly tenant: Tenant;
  readonly workspace: Workspace | undefined;
  readonly simulation: Simulation | undefined;
  /** The policy whose version the command takes its content from. */
  readonly origin?: Policy | undefined;
};
export type PolicyContext = DecisionContext<PolicyNeeds>;

export const decide = (
  command: PolicyCommand,
  policy: Policy,
  context: PolicyContext,
): readonly PolicyFact[] => {
  switch (command.type) {
    case 'CreatePolicy':
      return create(command, policy, context);
    case 'ChangeOwner':
      return changeOwner(command, policy, context);
    case 'CreateVersion':
      return createVersion(command, policy, context);
    case 'SubmitVersion':
      return submit(command, policy, context);
    case 'ApproveVersion':
      return approve(command, policy, context);
    case 'MarkDecision':
      return markDecision(command, versionOf(policy, command.data), context);
    case 'RequestChanges':
    case 'WithdrawVersion':
    case 'DeprecateVersion':
    case 'ArchiveVersion':
      return stepBack(command, versionOf(policy, command.data), context);
    case 'RecallVersion':
      return recall(command, policy, context);
    case 'PublishVersion':
      requireUntakenSemver(policy, command.data, context);
      return publish(command, versionOf(policy, command.data), context);
    case 'RecordPublicationAttestation':
      return recordPublicationAttestation(command, versionOf(policy, command.data), context);
    case 'RecordPublicationFailure':
      return recordPublicationFailure(command, versionOf(policy, command.data), context);
    case 'TimeOutPublication':
      return timeOutPublication(command, versionOf(policy, command.data), context);
    case 'StartThread':
      return startThread(command, versionOf(policy, command.data), context);
    case 'ReplyInThread':
      return replyInThread(command, versionOf(policy, command.data), context);
    case 'ResolveThread':
      return resolveThread(command, versionOf(policy, command.data), context);
    case 'ReopenThread':
      return reopenThread(command, versionOf(policy, command.data), context);
  }
};

const create = (
  { data }: PolicyCommandOf<'CreatePolicy'>,
  policy: Policy,
  context: PolicyContext,
): readonly PolicyFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:author');
  if (policy.status === 'created')
    throw reject('POLICY_EXISTS', `the policy ${data.policyId} exists already`);
  const { beginning: asked, ...named } = data;
  const beginning = asked && beginningOf(asked, context.needs.origin);
  return [
    {
      type: 'PolicyCreated',
      schemaVersion: 1,
      data: { ...named, ...(beginning !== undefined && { beginning }) },
    },
  ];
};

const createVersion = (
  { data }: PolicyCommandOf<'CreateVersion'>,
  policy: Policy,
  context: PolicyContext,
): readonly PolicyFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:author');
  if (policy.status === 'absent') throw reject('POLICY_UNKNOWN', `there is no policy ${data.policyId}`);

  const { policyId, revision, semver } = data;
  const saved = context.needs.workspace?.revisions[revision - 1];
  if (saved === undefined) throw reject('REVISION_UNKNOWN', `the workspace has no revision ${revision}`);
  requireKept(revision, context.needs.workspace, policy);
  if (saved.report === undefined)
    throw reject('REVISION_NOT_COMPILED', `revision ${revision} is still being compiled`);
  const { compiled, diagnostics } = saved.report;
  if (compiled === undefined) {
    const faults = diagnostics.map(({ code, message, line, column }) => ({
      code,
      detail: message,
      line,
      column,
    }));
    throw reject('REVISION_HAS_ERRORS', `revision ${revision} does not compile`, faults);
  }
  if (policy.versions.some((version) => wasPublished(version) && version.semver === semver))
    refuse(context, 'SEMVER_TAKEN', `${semver} is published already`);

  const checks = checksOf(saved.report);
  const superseded = policy.versions.findLastIndex((version) => version.semver === semver);
  const authors = authorsOf(policy, context.needs.workspace, revision);
  return [
    {
      type: 'VersionDrafted',
      schemaVersion: 1,
      data: {
        policyId,
        version: policy.versions.length + 1,
        semver,
        revision,
        contentDigest: saved.contentDigest,
        irDigest: compiled.irDigest,
        isShadow: compiled.isShadow,
        ...(superseded >= 0 && { supersedes: superseded + 1 }),
        lineage: lineageOf(
          [...(policy.versions[superseded]?.lineage ?? []), ...authors, context.principal.id],
          context,
        ),
        ...(checks !== undefined && { checks }),
      },
    },
  ];
};

const submit = (
  { data }: PolicyCommandOf<'SubmitVersion'>,
  policy: Policy,
  context: PolicyContext,
): readonly PolicyFact[] => {
  const { settings, access, approvalPolicy } = requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:author');
  const version = versionOf(policy, data);
  requireMatch(context, version.changes);
  if (version.state !== 'draft')
    refuse(context, 'VERSION_NOT_DRAFT', `version ${data.version} is ${version.state}`);
  requireChecked(version, data.version, context);
  requireFrozen(version, context);

  const simulation = context.needs.simulation;
  if (simulation === undefined || simulation.status === 'absent') {
    throw reject('SIMULATION_UNKNOWN', `there is no simulation ${data.simulationId}`);
  }
  if (
    simulation.inputs.candidate.contentDigest !== version.contentDigest ||
    simulation.inputs.candidate.irDigest !== version.irDigest ||
    simulation.policyId !== data.policyId
  ) {
    refuse(
      context,
      'SIMULATION_OF_OTHER_CONTENT',
      `simulation ${data.simulationId} evaluated another policy text`,
    );
  }
  if (simulation.mode === 'quick')
    refuse(context, 'SIMULATION_IS_QUICK', 'a sample is no evidence: submit with a batch simulation');
  requireFresh(simulation, context, settings.simulationAgeMaxMs);
  if (simulation.status !== 'succeeded') {
    throw reject(
      'SIMULATION_UNFINISHED',
      `simulation ${data.simulationId} is ${simulation.status}, not succeeded`,
    );
  }
  requireForReview(simulation, data, context);
  if (simulation.twin !== 'equal')
    refuse(
      context,
      'SIMULATION_WITHOUT_TWIN',
      `no twin run of simulation ${data.simulationId} came out equal`,
    );

  const { policyId, version: number, simulationId } = data;
  const hands = [...version.lineage, ...simulation.requesters, context.principal.id];
  const lineage = lineageOf(hands, context);
  const changed = changedBy(version, policy, context);
  const owners = codeOwnersOf(approvalPolicy, changed).flatMap(({ groups }) =>
    groups.map(({ groupId }) => groupId),
  );
  const { resultDigest, evidenceDigest } = simulation.result;
  return [
    {
      type: 'VersionSubmitted',
      schemaVersion: 1,
      data: {
        ...{ policyId, version: number, simulationId, resultDigest, evidenceDigest, lineage },
        ...{ changed, ...askedReviewers(data, { lineage, owners, access }, context) },
        submittedAt: toTimestamp(context.now),
      },
    },
  ];
};

/** The paths that a version changes over the last published one before it; all of them where there is none. */
const changedBy = ({ revision }: Version, policy: Policy, { needs }: PolicyContext): string[] => {
  const filesAt = (number: number | undefined) =>
    (number === undefined ? undefined : needs.workspace?.revisions[number - 1]?.files) ?? [];
  const versions = policy.status === 'created' ? policy.versions : [];
  return [...changedPaths(filesAt(publishedBefore(versions, revision)?.revision), filesAt(revision))];
};

/** What a reviewer sees is the change that would be published, evaluated as it will be. */
const requireForReview = (
  { inputs: { base }, engines }: Extract<Simulation, { status: 'succeeded' }>,
  { simulationId, version }: PolicyCommandOf<'SubmitVersion'>['data'],
  context: PolicyContext,
): void => {
  if (engines !== undefined)
    refuse(context, 'SIMULATION_NOT_FOR_REVIEW', `simulation ${simulationId} compared engines, not policies`);
  if (base.kind === 'version' && base.version === version) {
    refuse(
      context,
      'SIMULATION_NOT_FOR_REVIEW',
      `simulation ${simulationId} compared version ${version} with itself`,
    );
  }
};

// Two drafts may aim at one semver; only the first of them is published under it, and while its statement
// is being signed the semver is taken already.
const requireUntakenSemver = (
  policy: Policy,
  data: { policyId: string; version: number },
  context: PolicyContext,
): void => {
  const { semver } = versionOf(policy, data);
  const versions = policy.status === 'created' ? policy.versions : [];
  const isTaken = versions.some(
    (version, index) =>
      index !== data.version - 1 &&
      version.semver === semver &&
      (wasPublished(version) || version.publication?.isPending === true),
  );
  if (isTaken) refuse(context, 'SEMVER_TAKEN', `${semver} is published already, or about to be`);
};

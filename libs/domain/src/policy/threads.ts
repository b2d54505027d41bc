import { toTimestamp } from '@policy-registry/kernel';

import { requireMatch, requirePerson, requireScope, requireTenant } from '../guards.ts';
import { refuse, reject } from '../rejection-codes.ts';
import type { PolicyContext } from './decide.ts';
import { requireFrozen } from './frozen.ts';
import type { Version } from './state.ts';
import type { ThreadCommand } from './thread-commands.ts';
import { THREAD_TURNS_MAX, THREADS_MAX, type ThreadFact, type ThreadPlace } from './thread-events.ts';
import type { Thread } from './thread.ts';

type CommandOf<Type extends ThreadCommand['type']> = Extract<ThreadCommand, { type: Type }>;
type OfThread = CommandOf<'ResolveThread'>['data'];

/** A reviewer says something of a version, of a file of it or of a line. */
export const startThread = (
  { data: { policyId, version: number, place, isBlocking, commentDigest } }: CommandOf<'StartThread'>,
  version: Version,
  context: PolicyContext,
): readonly ThreadFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:review');
  requireUnpublished(version, number, context);
  if (version.threads.length >= THREADS_MAX)
    refuse(context, 'THREADS_TOO_MANY', `a version has at most ${THREADS_MAX} threads`);
  if (place !== undefined) requirePlace(place, version, context);
  return [
    {
      type: 'ThreadStarted',
      schemaVersion: 1,
      data: {
        ...{ policyId, version: number, thread: version.threads.length + 1 },
        ...said(context),
        ...(place !== undefined && { place }),
        ...{ isBlocking, commentDigest },
      },
    },
  ];
};

/** A reviewer answers, or an author who had a hand in the version. */
export const replyInThread = (
  { data }: CommandOf<'ReplyInThread'>,
  version: Version,
  context: PolicyContext,
): readonly ThreadFact[] => {
  requireTenant(context.needs.tenant, context);
  requireTakesPart(version, context);
  const thread = threadOf(version, data);
  requireMatch(context, thread.changes);
  requireRoom(thread, data, context);
  return [{ type: 'ThreadReplied', schemaVersion: 1, data: { ...data, ...said(context) } }];
};

/**
 * Who started a thread resolves it. So does whoever takes part, but for one that blocks: it keeps the version back until
 * somebody agrees who reviews it, which is a person who had no hand in it.
 */
export const resolveThread = (
  { data }: CommandOf<'ResolveThread'>,
  version: Version,
  context: PolicyContext,
): readonly ThreadFact[] => {
  requireTenant(context.needs.tenant, context);
  requireTakesPart(version, context);
  const thread = threadOf(version, data);
  requireMatch(context, thread.changes);
  if (thread.isResolved) return [];
  const { id } = context.principal;
  if (thread.isBlocking && thread.startedBy !== id) {
    requireScope(context, 'policy:review');
    requirePerson(context);
    if (version.lineage.includes(id))
      refuse(
        context,
        'RESOLVER_IN_LINEAGE',
        'whoever had a hand in a version resolves no blocking thread of somebody else about it',
      );
  }
  return [{ type: 'ThreadResolved', schemaVersion: 1, data: { ...data, ...said(context) } }];
};

/** A reviewer finds that it is not settled after all. */
export const reopenThread = (
  { data }: CommandOf<'ReopenThread'>,
  version: Version,
  context: PolicyContext,
): readonly ThreadFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:review');
  const thread = threadOf(version, data);
  requireMatch(context, thread.changes);
  if (!thread.isResolved) return [];
  requireUnpublished(version, data.version, context);
  requireRoom(thread, data, context);
  return [{ type: 'ThreadReopened', schemaVersion: 1, data: { ...data, ...said(context) } }];
};

/** Nothing goes on while a reviewer's objection is not settled. */
export const requireNoneBlocking = (
  { threads }: Pick<Version, 'threads'>,
  context: Pick<PolicyContext, 'reasons'>,
): void => {
  const blocking = threads.flatMap(({ isBlocking, isResolved }, index) =>
    isBlocking && !isResolved ? [{ code: 'thread_blocking', detail: `thread ${index + 1}` }] : [],
  );
  if (blocking.length === 0) return;
  refuse(context, 'THREAD_BLOCKING', `${blocking.length} blocking threads are not resolved`, blocking);
};

const said = ({ principal, now }: PolicyContext) => ({ by: principal.id, at: toTimestamp(now) });

/** What was published keeps its review as it was: nothing new is held against it. */
const requireUnpublished = (
  { state, publication }: Version,
  number: number,
  context: PolicyContext,
): void => {
  if (publication?.isPending === true)
    refuse(context, 'PUBLICATION_PENDING', 'its attestation is being signed');
  if (!REVIEWABLE.includes(state)) refuse(context, 'REVIEW_OVER', `version ${number} is ${state}`);
};

const REVIEWABLE: readonly Version['state'][] = ['draft', 'submitted', 'approved'];

/** Whoever reviews takes part, and the authors among those who had a hand in the version. */
const requireTakesPart = ({ lineage }: Version, context: PolicyContext): void =>
  lineage.includes(context.principal.id)
    ? requireScope(context, 'policy:review', 'policy:author')
    : requireScope(context, 'policy:review');

const threadOf = ({ threads }: Version, { version, thread: number }: OfThread): Thread => {
  const thread = threads[number - 1];
  if (thread === undefined) throw reject('THREAD_UNKNOWN', `version ${version} has no thread ${number}`);
  return thread;
};

const requireRoom = ({ turns }: Thread, { thread }: OfThread, context: PolicyContext): void => {
  if (turns >= THREAD_TURNS_MAX)
    refuse(
      context,
      'THREAD_FULL',
      `thread ${thread} has had its ${THREAD_TURNS_MAX} turns: start another one`,
    );
};

/**
 * A place in what the version froze: a file of its revision, and a line that has room in it, as each takes at least a byte.
 * Which lines a file has its bytes say, which never change: the gateway looks there before it sends the command.
 */
const requirePlace = ({ path, line }: ThreadPlace, version: Version, context: PolicyContext): void => {
  requireFrozen(version, context);
  const files = context.needs.workspace?.revisions[version.revision - 1]?.files ?? [];
  const file = files.find((one) => one.path === path);
  if (file === undefined) throw reject('FILE_UNKNOWN', `the version has no file ${path}`);
  if (line !== undefined && line > file.size) throw reject('LINE_UNKNOWN', `${path} has no line ${line}`);
};

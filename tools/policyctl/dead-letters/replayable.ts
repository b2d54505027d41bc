import { RunRequest } from '@policy-registry/contracts';
import { Job, jobSubject, type JobKind } from '@policy-registry/domain';
import type { OpenedLetter } from '@policy-registry/event-store';
import { CommandEnvelope, parseCommandSubject, parseTimestamp } from '@policy-registry/kernel';

/** What a message says, as far as it can be read, and why publishing it again would come to nothing. */
export type Judged = { readonly message: unknown; readonly refusal: string | undefined };

/** What leads to another attempt of a job, which the fence by attempt lets count. */
const ANOTHER_ATTEMPT: Readonly<Record<JobKind, string>> = {
  compile: 'save the workspace again (workspace push)',
  import: 'import the documents again (snapshot import)',
  plan: 'policyctl simulation retry',
  quick: 'ask for the quick simulation again',
  shard: 'policyctl simulation retry',
  reduce: 'policyctl simulation retry',
  'attest-simulation': 'policyctl simulation retry',
  'attest-publication': 'policyctl version publish',
  'attest-promotion': 'policyctl promote',
  regression: 'nothing needs to be done: the version is published without these tests',
  bundle: 'the next change of what is bound makes another one',
  deliver: 'policyctl webhook replay',
};

/**
 * Whether a dead letter can be replayed. The worker that gets it judges it again, with all it knows; this refuses what
 * would certainly come to nothing. `isAnswered`: an outcome of the job's answer is kept.
 */
export const judgeLetter = (letter: OpenedLetter, nowMs: number, isAnswered: boolean): Judged => {
  const message = messageIn(letter.bytes);
  if (letter.replayedAt !== undefined)
    return {
      message,
      refusal: `it was replayed at ${letter.replayedAt}; should it fail again, it is another dead letter`,
    };
  if (message === undefined) return { message, refusal: 'the message is not JSON' };
  const refusal =
    letter.stream === 'JOBS'
      ? jobRefusal(letter, message, isAnswered)
      : commandRefusal(letter, message, nowMs);
  return { message, refusal };
};

/** The id of a job in a letter, where there is one. */
export const jobIn = ({ stream, bytes }: OpenedLetter): Job | undefined =>
  stream === 'JOBS' ? Job.safeParse(messageIn(bytes)).data : undefined;

const messageIn = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
};

const jobRefusal = (letter: OpenedLetter, message: unknown, isAnswered: boolean): string | undefined => {
  const { data: job } = Job.safeParse(message);
  if (job === undefined) return 'the message is no job of this version';
  if (jobSubject(job) !== letter.subject) return 'the subject is not that of the job';
  if (!letter.isAnswered && !isAnswered) return undefined;
  return `the job was given up and answered JOB_ABANDONED; another answer of this attempt does not count. Start another one: ${ANOTHER_ATTEMPT[job.kind]}`;
};

const commandRefusal = (letter: OpenedLetter, message: unknown, nowMs: number): string | undefined => {
  const address = parseCommandSubject(letter.subject);
  if (address === undefined) return 'the subject names no command';
  if (address.producer === 'scheduler')
    return RunRequest.safeParse(message).success ? undefined : 'the message is no request of a run';
  const { data: command } = CommandEnvelope.safeParse(message);
  if (command === undefined) return 'the message is no command of this version';
  if (command.tenant !== address.tenant || command.commandId !== address.commandId)
    return 'the message is not the command of its subject';
  if (letter.signature === undefined)
    return 'no signature was kept with the command: its sender has to send it again';
  // What the registry's own processes report is decided however late.
  const isLate = address.producer === 'gateway' && (parseTimestamp(command.notAfter) ?? 0) < nowMs;
  return isLate
    ? `the command was valid until ${command.notAfter}: its client has to send it again`
    : undefined;
};

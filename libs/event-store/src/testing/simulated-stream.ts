import { JetStreamApiError, RetentionPolicy, type JetStreamPublishOptions } from '@nats-io/jetstream';
import { headers } from '@nats-io/nats-core';

import type { KeptMessage } from '../jetstream-ports.ts';
import type { streamConfigs } from '../streams.ts';

export type SimulatedMessage = KeptMessage & { readonly storedAtMs: number };
export type StreamConfig = ReturnType<typeof streamConfigs>[number];
export type Publication = { readonly seq: number; readonly duplicate: boolean };
export type PublishOptions = Pick<Partial<JetStreamPublishOptions>, 'msgID' | 'expect' | 'headers'>;

const NANOS_PER_MS = 1_000_000;
// Codes and words of the server's errors.
const STORE_FAILED = { code: 503, err_code: 10_077 } as const;
const WRONG_LAST_SEQUENCE = { code: 400, err_code: 10_071 } as const;
const TOO_LARGE = { code: 400, err_code: 10_054 } as const;

const NO_HEADERS = headers();
const decoder = new TextDecoder();

/**
 * One stream in memory, as its configuration has it: limits, age, de-duplication and the expected sequence.
 * `isOptimistic: false` is a broker that knows neither of the last two and confirms whatever comes.
 */
export const simulatedStream = (
  config: StreamConfig,
  { isOptimistic }: { readonly isOptimistic: boolean },
) => {
  const messages = new Map<number, SimulatedMessage>();
  const seqsOf = new Map<string, number[]>();
  const known = new Map<string, { readonly seq: number; readonly atMs: number }>();
  const ageMaxMs = (config.max_age ?? 0) / NANOS_PER_MS;
  const windowMs = (config.duplicate_window ?? 0) / NANOS_PER_MS;
  const perSubjectMax = config.max_msgs_per_subject ?? 0;
  const matchers = config.subjects.map(matcherOf);
  const storedOn = transformOf(config.subject_transform);
  let lastSeq = 0;

  const remove = (seq: number): void => {
    const message = messages.get(seq);
    if (message === undefined) return;
    messages.delete(seq);
    const left = seqsOf.get(message.subject)?.filter((one) => one !== seq) ?? [];
    if (left.length === 0) seqsOf.delete(message.subject);
    else seqsOf.set(message.subject, left);
  };
  const expire = (nowMs: number): void => {
    if (ageMaxMs === 0) return;
    for (const { seq, storedAtMs } of messages.values()) {
      if (nowMs - storedAtMs <= ageMaxMs) break;
      remove(seq);
    }
  };
  const lastOf = (subject: string): SimulatedMessage | undefined =>
    messages.get(seqsOf.get(subject)?.at(-1) ?? 0);

  const verifyRoom = (subject: string, bytes: number): void => {
    if (config.max_msg_size !== undefined && bytes > config.max_msg_size)
      throw apiError(TOO_LARGE, 'message size exceeds maximum allowed');
    if (config.discard_new_per_subject === true && (seqsOf.get(subject)?.length ?? 0) >= perSubjectMax)
      throw apiError(STORE_FAILED, 'maximum messages per subject exceeded');
    if (config.discard === 'new' && messages.size >= (config.max_msgs ?? Infinity))
      throw apiError(STORE_FAILED, 'maximum messages exceeded');
  };

  return {
    name: config.name,
    takes: (subject: string): boolean => matchers.some((matches) => matches(subject)),
    isWorkQueue: config.retention === RetentionPolicy.Workqueue,
    lastSeq: (): number => lastSeq,
    content: () => ({
      messages: messages.size,
      first_seq: messages.keys().next().value ?? lastSeq + 1,
      last_seq: lastSeq,
    }),
    deleted: (): readonly number[] => {
      const [first = lastSeq + 1] = messages.keys();
      return Array.from({ length: lastSeq - first + 1 }, (_, at) => first + at).filter(
        (seq) => !messages.has(seq),
      );
    },

    publish: (published: string, data: Uint8Array, options: PublishOptions, nowMs: number): Publication => {
      expire(nowMs);
      const subject = storedOn(published);
      const { msgID, expect } = options;
      const earlier = msgID === undefined || !isOptimistic ? undefined : known.get(msgID);
      if (earlier !== undefined && nowMs - earlier.atMs <= windowMs)
        return { seq: earlier.seq, duplicate: true };
      const expected = expect?.lastSubjectSequence;
      const subjectSeq = lastOf(subject)?.seq ?? 0;
      if (isOptimistic && expected !== undefined && expected !== subjectSeq)
        throw apiError(WRONG_LAST_SEQUENCE, `wrong last sequence: ${subjectSeq}`);
      verifyRoom(subject, data.length);

      lastSeq += 1;
      const header = options.headers ?? NO_HEADERS;
      const json = <T>(): T => JSON.parse(decoder.decode(data)) as T;
      messages.set(lastSeq, { seq: lastSeq, subject, data, header, json, storedAtMs: nowMs });
      seqsOf.set(subject, [...(seqsOf.get(subject) ?? []), lastSeq]);
      if (msgID !== undefined) known.set(msgID, { seq: lastSeq, atMs: nowMs });
      const [oldest] = seqsOf.get(subject) ?? [];
      if (perSubjectMax > 0 && oldest !== undefined && (seqsOf.get(subject)?.length ?? 0) > perSubjectMax)
        remove(oldest);
      return { seq: lastSeq, duplicate: false };
    },

    bySeq: (seq: number, nowMs: number): SimulatedMessage | undefined => {
      expire(nowMs);
      return messages.get(seq);
    },
    /** The last message of a subject, or of every subject that a pattern takes. */
    lastMatching: (subject: string, nowMs: number): SimulatedMessage | undefined => {
      expire(nowMs);
      if (!subject.endsWith('>')) return lastOf(subject);
      const matches = matcherOf(subject);
      return [...messages.values()].findLast((message) => matches(message.subject));
    },
    /** Messages of a subject from a sequence on, none beyond `upToSeq`: what a follower has so far. */
    batchOf: (subject: string, fromSeq: number, upToSeq: number): readonly SimulatedMessage[] =>
      (seqsOf.get(subject) ?? [])
        .filter((seq) => seq >= fromSeq && seq <= upToSeq)
        .flatMap((seq) => messages.get(seq) ?? []),
    after: (seq: number): SimulatedMessage | undefined => {
      for (let next = seq + 1; next <= lastSeq; next += 1) {
        const message = messages.get(next);
        if (message !== undefined) return message;
      }
      return undefined;
    },
    subjects: (filter: string): Record<string, number> => {
      const matches = matcherOf(filter);
      const found = [...seqsOf].filter(([subject]) => matches(subject));
      return Object.fromEntries(found.map(([subject, seqs]) => [subject, seqs.length]));
    },
    remove,
  };
};
export type SimulatedStream = ReturnType<typeof simulatedStream>;

/** Where the broker stores what comes on a subject; `{{wildcard(n)}}` stands for the nth `*`. */
const transformOf = (transform: StreamConfig['subject_transform']): ((subject: string) => string) => {
  if (transform === undefined) return (subject) => subject;
  const { src = '>', dest } = transform;
  const wild = src.split('.').flatMap((token, at) => (token === '*' ? [at] : []));
  const matches = matcherOf(src);
  return (subject) =>
    matches(subject)
      ? dest.replace(
          /\{\{wildcard\((\d+)\)\}\}/g,
          (_whole, nth) => subject.split('.')[wild[Number(nth) - 1] ?? 0] ?? '',
        )
      : subject;
};

const apiError = (error: { readonly code: number; readonly err_code: number }, description: string) =>
  new JetStreamApiError({ ...error, description });

/** NATS subject patterns: `*` is one token, `>` all that follow. */
export const matcherOf = (pattern: string): ((subject: string) => boolean) => {
  const tokens = pattern
    .split('.')
    .map((token) => (token === '*' ? '[^.]+' : token === '>' ? '.+' : token))
    .join('[.]');
  const whole = new RegExp(`^${tokens}$`);
  return (subject) => whole.test(subject);
};

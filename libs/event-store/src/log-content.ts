import { Outcome } from '@policy-registry/kernel';

import type { StreamReader } from './jetstream-ports.ts';
import { STREAM } from './streams.ts';

/** What the broker says of the log: nothing is ever taken out of it, so whatever it lacks was lost. */
export type LogContent = {
  /** Sequence of the last message; 0 when there is none. */
  readonly lastSeq: number;
  /** The first sequence up to the last that the stream lacks. */
  readonly missingSeq: number | undefined;
  /** The latest event that a sender was told of, by the last outcomes; 0 when they tell of none. */
  readonly confirmedSeq: number;
};

/** Outcomes that are looked at for what was confirmed last. */
const OUTCOMES_READ = 16;
const ALL_OUTCOMES = 'registry.out.>';

export const logContent = async (jsm: StreamReader): Promise<LogContent> => {
  // Asked first: what is confirmed by now is in what the stream says afterwards.
  const confirmedSeq = await confirmed(jsm);
  const { state } = await jsm.streams.info(STREAM.events);
  const isWhole = state.messages === state.last_seq;
  return { lastSeq: state.last_seq, missingSeq: isWhole ? undefined : await firstMissing(jsm), confirmedSeq };
};

/** What contradicts the stream: its own sequences, the rows folded from it, or what senders were told. */
export const logDamage = (
  { lastSeq, missingSeq, confirmedSeq }: LogContent,
  position: number,
): string | undefined => {
  if (missingSeq !== undefined) return `event ${missingSeq} is missing from the stream`;
  if (lastSeq < position) return `the stream ends at ${lastSeq}, before the checkpoint ${position}`;
  if (lastSeq < confirmedSeq) return `the stream ends at ${lastSeq}, and event ${confirmedSeq} was confirmed`;
  return undefined;
};

const firstMissing = async (jsm: StreamReader): Promise<number | undefined> => {
  const { state } = await jsm.streams.info(STREAM.events, { deleted_details: true });
  return state.first_seq > 1 ? 1 : state.deleted?.[0];
};

const confirmed = async (jsm: StreamReader): Promise<number> => {
  const last = await jsm.streams.getMessage(STREAM.outcomes, { last_by_subj: ALL_OUTCOMES });
  let latest = 0;
  for (let seq = last?.seq ?? 0; seq > Math.max(0, (last?.seq ?? 0) - OUTCOMES_READ); seq -= 1) {
    const message = seq === last?.seq ? last : await jsm.streams.getMessage(STREAM.outcomes, { seq });
    const outcome = message === null ? undefined : Outcome.parse(message.json());
    if (outcome !== undefined && outcome.status !== 'rejected') latest = Math.max(latest, outcome.seq);
  }
  return latest;
};

import type { Answer } from '../client.ts';
import { at } from '../json.ts';

/**
 * What one answer says of the command it answers:
 *
 * - `done`: it was decided, and its effect is there;
 * - `refused`: it was decided against, for good;
 * - `pending`: the registry has it, and will decide it;
 * - `nothing`: no answer came, or one that says nothing of it; a retry with the same key is due;
 * - `broken`: an answer that no client should ever see.
 */
export type Word =
  | { readonly says: 'done' | 'pending' | 'nothing' }
  | { readonly says: 'refused'; readonly code: string }
  | { readonly says: 'broken'; readonly status: number };

/** A command as its sender knows it. */
export type Command = {
  readonly commandId: string;
  readonly tenant: string;
  /** For whoever reads a finding. */
  readonly what: string;
  /** What was said of it, in the order of the answers. */
  readonly words: readonly Word[];
};

/** What the registry says of a command when everything is over. */
export type Outcome = 'accepted' | 'unchanged' | 'rejected' | 'pending' | 'unknown';

const NOTHING: Word = { says: 'nothing' };

/** Reads an answer as a client of the API does; `undefined` stands for none. */
export const wordOf = (answer: Answer | undefined): Word => {
  if (answer === undefined) return NOTHING;
  const { status, body } = answer;
  const code = at(body, 'code');
  if (status === 202 && at(body, 'status') === 'pending') return { says: 'pending' };
  if (status >= 200 && status < 300) return { says: 'done' };
  if (code === 'COMMAND_PENDING') return { says: 'pending' };
  if (code === 'UNAVAILABLE' || isTooFast(status, code)) return NOTHING;
  if (status >= 500 || typeof code !== 'string') return { says: 'broken', status };
  return { says: 'refused', code };
};

/** Turned away at the edge. A full queue of simulations is another thing: that is decided. */
const isTooFast = (status: number, code: unknown): boolean =>
  status === 429 && code !== 'SIMULATION_QUEUE_FULL';

/** Whether nobody has to ask again. */
export const isSettled = ({ words }: Command): boolean =>
  words.some(({ says }) => says === 'done' || says === 'refused');

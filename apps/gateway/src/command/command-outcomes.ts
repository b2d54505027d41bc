import type { Nudge, Outcome } from '@policy-registry/kernel';

/** What becomes of commands, as far as the gateway may see. Rejects with Unavailable. */
export interface CommandOutcomes {
  /** The outcome that stands, for as long as it is kept. */
  find(tenant: string, commandId: string): Promise<Outcome | undefined>;
  /** Whether the command waits for its decision. */
  isPending(tenant: string, commandId: string): Promise<boolean>;
  /** Calls back if the outcome, or what a dry run comes to, is heard of before the answer is called. A hint: it may never come. */
  listen(tenant: string, commandId: string, heard: (told: Nudge) => void): () => void;
}

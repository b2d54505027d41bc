import type { Handled } from '@policy-registry/event-store';

/** What comes while the log is damaged waits: for the operator who mends it, and for this process to start again. */
export const DAMAGED_PAUSE_MS = 5_000;

/** Works for as long as the log is whole: what is decided on half a log is wrong for good. */
export const whileWhole =
  <Message>(isDamaged: () => boolean, work: (message: Message) => Promise<Handled>) =>
  async (message: Message): Promise<Handled> =>
    isDamaged() ? { laterMs: DAMAGED_PAUSE_MS } : work(message);

import { ACK_WAIT_MS } from './streams.ts';

/** What a worker made of a message. `later` gives it back for another try after a while. */
export type Handled = { readonly done: true } | { readonly laterMs: number };

/** A delivery of a work queue, as far as its protocol goes. */
export type Delivery = {
  readonly info: { readonly deliveryCount: number };
  /** Tells the broker that the message is still worked on. */
  working(): void;
  ackAck(): Promise<boolean>;
  nak(delayMs: number): void;
};

/** Calls back again and again, until the answer is called. */
export type Every = (periodMs: number, beat: () => void) => () => void;

export type WorkOptions<Message> = {
  readonly work: (message: Message) => Promise<Handled>;
  readonly onFault: (error: unknown, message: Message) => void;
  readonly every: Every;
};

const RETRY_PAUSE_MS = 250;
const RETRY_PAUSE_MAX_MS = 15_000;

/** Works on one message: acknowledged after the work resolved, given back after a pause when it threw. */
export const workOn = async <Message extends Delivery>(
  message: Message,
  { work, onFault, every }: WorkOptions<Message>,
): Promise<void> => {
  const stopTelling = every(ACK_WAIT_MS / 3, () => message.working());
  try {
    const handled = await work(message);
    if ('done' in handled) await message.ackAck();
    else message.nak(handled.laterMs);
  } catch (error) {
    onFault(error, message);
    message.nak(Math.min(RETRY_PAUSE_MS * 2 ** (message.info.deliveryCount - 1), RETRY_PAUSE_MAX_MS));
  } finally {
    stopTelling();
  }
};

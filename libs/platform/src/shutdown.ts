import process from 'node:process';

import type { Logger } from './logger.ts';

/** One resource to give back, named for the log. */
export type ClosingStep = { readonly name: string; readonly close: () => Promise<unknown> };

export type ShutdownOptions = {
  readonly signals: readonly NodeJS.Signals[];
  /** In order: first what takes work in, then what the work needs. */
  readonly steps: readonly ClosingStep[];
  readonly timeoutMs: number;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
};

/**
 * Ends the process cleanly on the first signal: every step in order, then exit code 0. A step that fails does
 * not keep the later ones from running, but the exit code is 1; a second signal or the timeout end at once with 1.
 */
export const onShutdown = ({ signals, steps, timeoutMs, logger }: ShutdownOptions): void => {
  let isClosing = false;

  const close = async (signal: NodeJS.Signals): Promise<void> => {
    if (isClosing) {
      logger.warn({ signal }, 'second signal: ending without draining');
      process.exit(1);
    }
    isClosing = true;
    logger.info({ signal }, 'draining');
    setTimeout(() => {
      logger.error({ timeoutMs }, 'draining took too long');
      process.exit(1);
    }, timeoutMs).unref();
    process.exit(await closeInOrder(steps, logger));
  };

  for (const signal of signals) process.on(signal, () => void close(signal));
};

const closeInOrder = async (
  steps: readonly ClosingStep[],
  logger: ShutdownOptions['logger'],
): Promise<0 | 1> => {
  let exitCode: 0 | 1 = 0;
  for (const { name, close } of steps) {
    try {
      await close();
      logger.info({ step: name }, 'closed');
    } catch (error) {
      logger.error({ step: name, err: error }, 'closing failed');
      exitCode = 1;
    }
  }
  return exitCode;
};

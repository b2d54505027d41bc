import { createInterface } from 'node:readline/promises';

const INTERRUPTED_EXIT_CODE = 130;

/**
 * Follows something that goes on without us. Ctrl-C on a terminal asks whether to cancel it: `y` does and goes on
 * following, anything else leaves it running and ends this program. Elsewhere, and on a second Ctrl-C, it is left.
 */
export const interruptible = async <T>(
  what: string,
  cancel: () => Promise<void>,
  follow: () => Promise<T>,
): Promise<T> => {
  let isAsking = false;
  const leave = (): never => {
    process.stderr.write(`\n${what} goes on without this program\n`);
    process.exit(INTERRUPTED_EXIT_CODE);
  };
  const onInterrupt = (): void => {
    if (isAsking || process.stdin.isTTY !== true) leave();
    isAsking = true;
    void asked(`\ncancel ${what}? [y/N] `).then(async (isWanted) => {
      if (!isWanted) leave();
      isAsking = false;
      await cancel().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
    });
  };
  process.on('SIGINT', onInterrupt);
  try {
    return await follow();
  } finally {
    process.off('SIGINT', onInterrupt);
  }
};

const asked = async (question: string): Promise<boolean> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // The terminal's own Ctrl-C while the question stands is an answer as well.
  terminal.on('SIGINT', () => terminal.close());
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  const answer = await Promise.race([terminal.question(question), closed]);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
};

import { Unavailable } from '../servers/unavailable.ts';

/** Runs a program's body: what is unavailable ends it with one sentence and exit code 1, a bug with its stack. */
export const runProgram = async (body: () => Promise<number>): Promise<void> => {
  try {
    process.exitCode = await body();
  } catch (error) {
    const text =
      error instanceof Unavailable ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${text}\n`);
    process.exitCode = 1;
  }
};

import { readArguments, wholeNumber } from './arguments.ts';
import { runProgram } from './run-program.ts';
import { startStack, type Stack } from './start-stack.ts';
import { welcome } from './welcome.ts';

const RUNNERS_MAX = 16;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED_EXIT_CODE = 130;

const report = (line: string): void => void process.stderr.write(`${line}\n`);

/** Aborts on the first signal that asks to stop; further ones change nothing, because stopping is bounded. */
const stopRequest = (): AbortSignal => {
  const request = new AbortController();
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (!request.signal.aborted) report('stopping');
      request.abort();
    });
  }
  return request.signal;
};

const serveUntil = async (stack: Stack, signal: AbortSignal): Promise<number> => {
  const asked = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const loss = await Promise.race([asked, stack.lost]);
  if (loss !== undefined) report(loss.message);
  await stack.stop();
  return loss === undefined ? 0 : 1;
};

await runProgram(async () => {
  const signal = stopRequest();
  const options = readArguments({
    options: {
      'data-dir': { type: 'string' },
      ephemeral: { type: 'boolean', default: false },
      runners: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const wanted = {
    folder: options['data-dir'],
    isEphemeral: options.ephemeral,
    runners: wholeNumber('runners', options.runners, { min: 1, max: RUNNERS_MAX }),
    report,
    signal,
  };
  try {
    const stack = await startStack(wanted);
    process.stdout.write(
      options.json ? `${JSON.stringify(stack.description)}\n` : welcome(stack.description),
    );
    return await serveUntil(stack, signal);
  } catch (error) {
    if (signal.aborted) return INTERRUPTED_EXIT_CODE;
    throw error;
  }
});

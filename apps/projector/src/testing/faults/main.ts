import { parseArgs } from 'node:util';

import { livedThrough } from './beginning.ts';
import { HEALING_STEPS_MAX, runSeed, type SeedReport } from './run.ts';

const SEEDS_PRESET = 10_000;
const REPORT_EVERY = 1_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const wholeNumber = (option: string, text: string | undefined, preset: number): number => {
  const number = text === undefined ? preset : Number(text);
  if (!Number.isSafeInteger(number) || number < 0)
    throw new RangeError(`--${option} takes a whole number, not ${text}`);
  return number;
};

/** `[--seeds n] [--from n]`: so many worlds. `--seed n`: one world, with everything that happens in it. */
const main = async (): Promise<number> => {
  const options = { seeds: { type: 'string' }, from: { type: 'string' }, seed: { type: 'string' } } as const;
  const { values } = parseArgs({ options });
  if (values.seed !== undefined) return replay(wholeNumber('seed', values.seed, 0));
  return run(wholeNumber('from', values.from, 1), wholeNumber('seeds', values.seeds, SEEDS_PRESET));
};

const replay = async (seed: number): Promise<number> => {
  const { violations, steps } = await runSeed(seed, { beginning: await livedThrough(), note: print });
  for (const violation of violations) print(`VIOLATED: ${violation}`);
  print(`seed ${seed}: ${steps} steps, ${violations.length} violations`);
  return violations.length === 0 ? 0 : 1;
};

const run = async (from: number, seeds: number): Promise<number> => {
  // Errors are part of these worlds, and stacks are most of what an error costs.
  Error.stackTraceLimit = 0;
  const beginning = await livedThrough();
  const sums = { steps: 0, commands: 0, contested: 0, faults: 0, crashes: 0 };
  let longest = 0;
  let violated = 0;
  for (let done = 0; done < seeds; done += 1) {
    const report = await runSeed(from + done, { beginning });
    for (const name of ['steps', 'commands', 'contested', 'faults', 'crashes'] as const)
      sums[name] += report[name];
    // The others need not come to rest: see the oracle.
    if (report.plan.isOptimistic) longest = Math.max(longest, report.healingSteps);
    if (report.violations.length > 0) {
      violated += 1;
      tellOf(report);
    }
    if ((done + 1) % REPORT_EVERY === 0) say(`${done + 1} seeds, ${violated} violated`);
  }
  print(
    `${seeds} seeds from ${from}: ${violated} violated; ${sums.steps} steps, ${sums.commands} commands ` +
      `(${sums.contested} refused by one worker while another did them: decision 0019), ${sums.faults} faults, ${sums.crashes} crashes; at rest within ${longest} steps of at most ${HEALING_STEPS_MAX}`,
  );
  return violated === 0 ? 0 : 1;
};

const tellOf = ({ seed, violations }: SeedReport): void => {
  for (const violation of violations) print(`seed ${seed}: ${violation}`);
  print(`again, with everything that happens: npm run test:faults -- --seed ${seed}`);
};

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
  say(error.message);
  process.exitCode = 1;
}

import { Unavailable } from '../servers/unavailable.ts';
import { readArguments, wholeNumber } from '../stack/arguments.ts';
import { runProgram } from '../stack/run-program.ts';
import type { Benchmark } from './benchmark.ts';
import { commands } from './commands/commands.ts';
import { engine } from './engine/engine.ts';
import { rowTable } from './print.ts';
import { simulation } from './simulation/simulation.ts';

const SECONDS = { preset: 60, min: 4, max: 3_600 } as const;
const CONCURRENCY = { preset: 32, min: 1, max: 512 } as const;
const SIZE = { min: 1_000, max: 1_000_000 } as const;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED_EXIT_CODE = 130;

const benchmarks: Readonly<Record<string, Benchmark>> = { commands, engine, simulation };

const report = (line: string): void => void process.stderr.write(`${line}\n`);

/** `<name> [--json] [--seconds n] [--concurrency n] [--sizes n,n] [--profile dir]` */
await runProgram(async () => {
  const [name = '', ...args] = process.argv.slice(2);
  const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
  if (benchmark === undefined) {
    throw new Unavailable(
      `there is no benchmark “${name}”; the benchmarks are ${Object.keys(benchmarks).join(', ')}`,
    );
  }
  const options = readArguments({
    args,
    options: {
      json: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      concurrency: { type: 'string' },
      sizes: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const asked = new AbortController();
  for (const signal of SIGNALS) process.on(signal, () => asked.abort());
  try {
    const { rows, notes } = await benchmark({
      seconds: wholeNumber('seconds', options.seconds, SECONDS) ?? SECONDS.preset,
      concurrency: wholeNumber('concurrency', options.concurrency, CONCURRENCY) ?? CONCURRENCY.preset,
      sizes: options.sizes?.split(',').map((size) => wholeNumber('sizes', size, SIZE) ?? SIZE.min),
      profile: options.profile,
      report,
      signal: asked.signal,
    });
    const budgets =
      'budgets are shown; they bind with hardening, until then a missed one does not fail the run';
    process.stdout.write(`${[rowTable(rows), '', ...notes, budgets].join('\n')}\n`);
    if (options.json) process.stdout.write(`${JSON.stringify({ name, rows })}\n`);
    return 0;
  } catch (error) {
    if (asked.signal.aborted) return INTERRUPTED_EXIT_CODE;
    throw error;
  }
});

import { Unavailable } from '../servers/unavailable.ts';
import { readArguments, wholeNumber } from '../stack/arguments.ts';
import { runProgram } from '../stack/run-program.ts';
import type { Benchmark, BenchmarkOptions } from './benchmark.ts';
import { commands } from './commands/commands.ts';
import { engine } from './engine/engine.ts';
import { growth } from './growth/growth.ts';
import { rowTable } from './print.ts';
import { projection } from './projection/projection.ts';
import { reads } from './reads/reads.ts';
import { replay } from './replay/replay.ts';
import type { Row } from './row.ts';
import { simulation } from './simulation/simulation.ts';

const SECONDS = { preset: 60, min: 4, max: 3_600 } as const;
const CONCURRENCY = { preset: 32, min: 1, max: 512 } as const;
const EVENTS = { min: 10_000, max: 10_000_000 } as const;
const SIZE = { min: 1_000, max: 1_000_000 } as const;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED_EXIT_CODE = 130;

const benchmarks: Readonly<Record<string, Benchmark>> = {
  commands,
  reads,
  projection,
  replay,
  growth,
  engine,
  simulation,
};

type Chosen = { readonly name: string; readonly benchmark: Benchmark };

const namedOf = (names: readonly string[]): readonly Chosen[] => {
  const known = `the benchmarks are ${Object.keys(benchmarks).join(', ')}`;
  if (names.length === 0) throw new Unavailable(`say which benchmarks are to run; ${known}`);
  return names.map((name) => {
    const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined;
    if (benchmark === undefined) throw new Unavailable(`there is no benchmark “${name}”; ${known}`);
    return { name, benchmark };
  });
};

const report = (line: string): void => void process.stderr.write(`${line}\n`);

/** `<name>… [--json] [--seconds n] [--concurrency n] [--events n] [--sizes n,n] [--profile dir]` */
await runProgram(async () => {
  const firstOption = process.argv.findIndex((argument) => argument.startsWith('-'));
  const end = firstOption === -1 ? process.argv.length : firstOption;
  const chosen = namedOf(process.argv.slice(2, end));
  const options = readArguments({
    args: process.argv.slice(end),
    options: {
      json: { type: 'boolean', default: false },
      seconds: { type: 'string' },
      concurrency: { type: 'string' },
      events: { type: 'string' },
      sizes: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const asked = new AbortController();
  for (const signal of SIGNALS) process.on(signal, () => asked.abort());
  const settings: BenchmarkOptions = {
    seconds: wholeNumber('seconds', options.seconds, SECONDS) ?? SECONDS.preset,
    concurrency: wholeNumber('concurrency', options.concurrency, CONCURRENCY) ?? CONCURRENCY.preset,
    events: wholeNumber('events', options.events, EVENTS),
    sizes: options.sizes?.split(',').map((size) => wholeNumber('sizes', size, SIZE) ?? SIZE.min),
    profile: options.profile,
    report,
    signal: asked.signal,
  };
  try {
    const rows: Row[] = [];
    for (const { name, benchmark } of chosen) {
      report(name);
      const measured = await benchmark(settings);
      rows.push(...measured.rows);
      process.stdout.write(`${[name, rowTable(measured.rows), '', ...measured.notes, ''].join('\n')}\n`);
    }
    const missed = rows.filter(({ ok }) => ok === false).length;
    process.stdout.write(`${missed} of ${rows.filter(({ ok }) => ok !== null).length} budgets missed\n`);
    if (options.json)
      process.stdout.write(`${JSON.stringify({ name: chosen.map(({ name }) => name).join(' '), rows })}\n`);
    return 0;
  } catch (error) {
    if (asked.signal.aborted) return INTERRUPTED_EXIT_CODE;
    throw error;
  }
});

import { parseArgs } from 'node:util';

import type { Kill } from '../processes/kills.ts';
import { killUnderLoad } from '../processes/run.ts';
import { startStack } from '../support/stack.ts';
import { FAULTS } from './faults.ts';

// npm run test:cluster [-- --leader-kills n --partitions n … --seed n]: faults of a cluster under load, one kind after the other.

const DEFAULTS: Readonly<Record<keyof typeof FAULTS, number>> = {
  'leader-kills': 8,
  partitions: 4,
  'partial-partitions': 1,
  hangs: 4,
  'lost-majorities': 1,
  'rolling-restarts': 1,
};
const COUNT_MAX = 10_000;
const SEED_MAX = 2 ** 32;
const SIZE = { whole: 1, short: 2, nightly: 1 };

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const count = { type: 'string' } as const;
const { values } = parseArgs({
  args: process.argv.slice(2),
  options: {
    'leader-kills': count,
    partitions: count,
    'partial-partitions': count,
    hangs: count,
    'lost-majorities': count,
    'rolling-restarts': count,
    seed: count,
  },
});

const wholeNumber = (name: string, text: string, bounds: { readonly min: number; readonly max: number }) => {
  const number = Number(text);
  if (Number.isInteger(number) && number >= bounds.min && number < bounds.max) return number;
  throw new RangeError(`--${name} is ${text}; give a whole number from ${bounds.min}`);
};

const kinds = [
  'leader-kills',
  'partitions',
  'partial-partitions',
  'hangs',
  'lost-majorities',
  'rolling-restarts',
] as const;
const isChosen = kinds.some((kind) => values[kind] !== undefined);

/** Without a count all of the defaults; with one, just what was asked for. */
const wanted = (kind: (typeof kinds)[number]): number => {
  const text = values[kind];
  if (text !== undefined) return wholeNumber(kind, text, { min: 0, max: COUNT_MAX });
  return isChosen ? 0 : DEFAULTS[kind];
};

const faultsOf = (kind: (typeof kinds)[number]): readonly Kill[] =>
  Array.from({ length: wanted(kind) }, (_, nth) => FAULTS[kind][nth % FAULTS[kind].length]).flatMap(
    (fault) => (fault === undefined ? [] : [fault]),
  );

try {
  const seed =
    values.seed === undefined
      ? Math.floor(Math.random() * (SEED_MAX - 1)) + 1
      : wholeNumber('seed', values.seed, { min: 1, max: SEED_MAX });
  const kills = kinds.flatMap(faultsOf);
  say(`seed ${seed}: ${kills.length} faults under load`);
  const stack = await startStack({ nodes: 3, gateways: 2, projectors: 2, runners: 4, syncInterval: '10s' });
  try {
    const verdict = await killUnderLoad({ stack, size: SIZE, seed, kills, say });
    const { commands, ok, refused, unknownResolved, findings } = verdict;
    const of = (name: string): number => findings.filter((text) => text.startsWith(`${name}: `)).length;
    for (const kind of kinds) say(`${String(wanted(kind)).padStart(4)}  ${kind}`);
    for (const finding of findings) say(finding);
    process.stdout.write(
      `${kills.length} faults, ${commands} commands: ${ok} ok, ${refused} refused, ` +
        `${unknownResolved} unknown and resolved, ${of('lost')} lost, ${of('doubled')} doubled, ` +
        `${findings.length} findings (seed ${seed})\n`,
    );
    if (findings.length > 0) process.exitCode = 1;
  } finally {
    await stack.stop();
  }
} catch (error) {
  say(error instanceof RangeError ? error.message : String(error));
  process.exitCode = 1;
}

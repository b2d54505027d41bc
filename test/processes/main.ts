import { parseArgs } from 'node:util';

import { drawer } from '../support/draw.ts';
import { startStack } from '../support/stack.ts';
import { KILLS, type Kill } from './kills.ts';
import { killUnderLoad } from './run.ts';

const KILLS_DEFAULT = 100;
const KILLS_MAX = 10_000;
const SEED_MAX = 2 ** 32;
const SIZE = { whole: 1, short: 2, nightly: 1 };

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const { values } = parseArgs({
  args: process.argv.slice(2),
  options: { kills: { type: 'string' }, seed: { type: 'string' } },
});

const wholeNumber = (name: string, text: string | undefined, max: number): number | undefined => {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number < max) return number;
  throw new Error(`--${name} is ${text}; give a whole number from 1`);
};

/** One of each program in turn; which way, the seed draws, and none a second time before all were taken. */
const drawn = (count: number, seed: number): readonly Kill[] => {
  const draw = drawer(seed);
  const decks = KILLS.map((ways) => ({ ways, left: [] as Kill[] }));
  return Array.from({ length: count }, (_, nth) => {
    const deck = decks[nth % decks.length];
    if (deck === undefined) throw new Error('there is nothing to kill');
    if (deck.left.length === 0) deck.left = [...deck.ways];
    const [kill] = deck.left.splice(draw(deck.left.length), 1);
    if (kill === undefined) throw new Error('there is no way to kill');
    return kill;
  });
};

const seed = wholeNumber('seed', values.seed, SEED_MAX) ?? Math.floor(Math.random() * (SEED_MAX - 1)) + 1;
const kills = drawn(wholeNumber('kills', values.kills, KILLS_MAX) ?? KILLS_DEFAULT, seed);

say(`seed ${seed}: ${kills.length} kills under load`);
const stack = await startStack({ runners: 2, hasFaults: true });
try {
  const { commands, ok, refused, unknownResolved, findings } = await killUnderLoad({
    stack,
    size: SIZE,
    seed,
    kills,
    say,
  });
  const of = (name: string): number => findings.filter((text) => text.startsWith(`${name}: `)).length;
  const counted = Map.groupBy(kills, ({ program, moment }) => `${program}, ${moment}`);
  for (const [name, { length }] of [...counted].toSorted()) say(`${String(length).padStart(4)}  ${name}`);
  for (const finding of findings) say(finding);
  process.stdout.write(
    `${kills.length} kills, ${commands} commands: ${ok} ok, ${refused} refused, ` +
      `${unknownResolved} unknown and resolved, ${of('lost')} lost, ${of('doubled')} doubled, ` +
      `${findings.length} findings (seed ${seed})\n`,
  );
  if (findings.length > 0) process.exitCode = 1;
} catch (error) {
  say(`seed ${seed}: ${String(error)}`);
  process.exitCode = 1;
} finally {
  await stack.stop();
}

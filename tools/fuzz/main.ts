import { Worker } from 'node:worker_threads';

import type { Fuzzed } from '@policy-registry/dsl/testing';

import { readArguments, wholeNumber } from '../stack/arguments.ts';
import { runProgram } from '../stack/run-program.ts';
import type { FuzzOrder } from './worker.ts';

const SEED = { min: 0, max: 2 ** 32 - 1 } as const;
const ITERATIONS = { preset: 30_000, min: 1, max: 100_000_000 } as const;
/** A single source that takes longer hangs the front end. */
const HANG_MS = 30_000;
const LOOK_MS = 1_000;
const SHOWN_FAULTS_MAX = 20;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** What the worker found, or the seed of the source it hangs on. */
const watched = (order: Omit<FuzzOrder, 'current'>): Promise<Fuzzed | number> => {
  const current = new Uint32Array(new SharedArrayBuffer(2 * Uint32Array.BYTES_PER_ELEMENT));
  const workerData: FuzzOrder = { ...order, current };
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    let seen = { turn: 0, at: performance.now() };
    const watch = setInterval(() => {
      const [own = 0, turn = 0] = current;
      if (turn !== seen.turn) seen = { turn, at: performance.now() };
      if (performance.now() - seen.at < HANG_MS) return;
      clearInterval(watch);
      void worker.terminate();
      resolve(own);
    }, LOOK_MS);
    worker.once('message', (fuzzed: Fuzzed) => {
      clearInterval(watch);
      resolve(fuzzed);
    });
    worker.once('error', (error) => {
      clearInterval(watch);
      reject(error);
    });
  });
};

/** `[--seed n] [--iterations n]`: tries the front end with sources of every kind, and says what it found. */
await runProgram(async () => {
  const options = readArguments({
    args: process.argv.slice(2),
    options: { seed: { type: 'string' }, iterations: { type: 'string' } },
  });
  const seed = wholeNumber('seed', options.seed, SEED) ?? Date.now() % SEED.max;
  const iterations = wholeNumber('iterations', options.iterations, ITERATIONS) ?? ITERATIONS.preset;
  print(`fuzz: --seed ${seed} --iterations ${iterations}`);
  const fuzzed = await watched({ seed, iterations });
  if (typeof fuzzed === 'number') {
    print(`hang: one source took longer than ${HANG_MS} ms; again with --seed ${fuzzed} --iterations 1`);
    return 1;
  }
  const { bytes, mutated, generated } = fuzzed.iterations;
  print(`${bytes} of bytes, ${mutated} mutated, ${generated} generated; ${fuzzed.compiled} compiled`);
  for (const { seed: own, kind, what, source } of fuzzed.faults.slice(0, SHOWN_FAULTS_MAX)) {
    print(`${kind}: ${what}; again with --seed ${own} --iterations 1\n${source}`);
  }
  print(`${fuzzed.faults.length} faults`);
  return fuzzed.faults.length === 0 ? 0 : 1;
});

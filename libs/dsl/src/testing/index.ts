/** Programs for tests: any that compile, the same for the same seed. */
export { programOf, programPieces, tidied, untidied } from './programs.ts';
export type { Size } from './programs.ts';
export { fuzz } from './fuzz.ts';
export type { Fault, Fuzzed } from './fuzz.ts';
export type { Pieces } from './expressions.ts';
export { randomOf } from './random.ts';
export type { Random } from './random.ts';
export { REQUIRED, shortOf } from './coverage.ts';
export type { Counts } from './coverage.ts';
export { differential } from './differential.ts';
export type { Difference, DifferentialOptions, DifferentialRun } from './differential.ts';

import {
  type Whole,
  PartialsRefused,
  readInputs,
  readPartial,
  type Reduction,
  resultDigestOf,
  type SimulationInputs,
  startReduction,
} from '@policy-registry/simulation';

import type { ArchiveFile } from './archive-form.ts';
import { SIMULATION_PATHS } from './paths.ts';
import { fileAt, found, read } from './read-files.ts';
import type { EvidenceFinding, FilesByPath } from './report.ts';

/** Reduces the partial results of an archive as they come, so that none has to be kept. */
export type PartialsReading = {
  readonly add: (file: ArchiveFile) => void;
  /** Digest of the result of all of them, or what is wrong with the first that is wrong. */
  readonly reduced: (of: Whole) => string | EvidenceFinding;
};

/** Starts from the files that stand before the partial results: without inputs there is nothing to reduce for. */
export const startPartials = (files: FilesByPath): PartialsReading => {
  const inputs = inputsOf(files);
  if ('code' in inputs) return { add: () => undefined, reduced: () => inputs };

  const reduction = startReduction(inputs);
  let broken: EvidenceFinding | undefined;
  return {
    add: (file) => {
      broken ??= addTo(reduction, file);
    },
    reduced: (of) => broken ?? refusing(() => resultDigestOf(reduction.result(of))),
  };
};

/** The inputs that an archive holds. */
export const inputsOf = (files: FilesByPath): SimulationInputs | EvidenceFinding =>
  files.has(SIMULATION_PATHS.inputs)
    ? read('INPUTS_MALFORMED', () => readInputs(fileAt(files, SIMULATION_PATHS.inputs)))
    : found('FILE_MISSING', SIMULATION_PATHS.inputs);

const addTo = (reduction: Reduction, { path, bytes }: ArchiveFile): EvidenceFinding | undefined => {
  const partial = read('PARTIAL_MALFORMED', () => readPartial(bytes));
  if ('code' in partial) return found(partial.code, `${path}: ${partial.detail}`);
  return refusing(() => {
    reduction.add(partial);
    return undefined;
  });
};

const refusing = <T>(reducing: () => T): T | EvidenceFinding => {
  try {
    return reducing();
  } catch (error) {
    if (error instanceof PartialsRefused) return found('PARTIALS_REFUSED', `${error.code}: ${error.message}`);
    throw error;
  }
};

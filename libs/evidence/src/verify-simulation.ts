import { sha256Hex } from '@policy-registry/kernel';
import {
  inputsDigestOf,
  readResult,
  resultDigestOf,
  type SimulationInputs,
  type SimulationResult,
} from '@policy-registry/simulation';
import { z } from 'zod';

import { type EvidenceManifest, MANIFEST_PATH } from './manifest.ts';
import { SIMULATION_PATHS } from './paths.ts';
import { fileAt, found, read } from './read-files.ts';
import type { EvidenceFinding, EvidenceFindingCode, FilesByPath } from './report.ts';
import { inputsOf, type PartialsReading } from './verify-partials.ts';

type SimulationManifest = Extract<EvidenceManifest, { kind: 'simulation' }>;

/** Checks the content of a simulation's archive, whose files are known to be those of the manifest. */
export const verifySimulation = (
  manifest: SimulationManifest,
  files: FilesByPath,
  partials: PartialsReading,
): readonly EvidenceFinding[] => {
  const missing = Object.values(SIMULATION_PATHS).filter((path) => !files.has(path));
  if (missing.length > 0) return missing.map((path) => found('FILE_MISSING', path));

  const inputs = inputsOf(files);
  if ('code' in inputs) return [inputs];
  const result = read('RESULT_MALFORMED', () => readResult(fileAt(files, SIMULATION_PATHS.result)));
  if ('code' in result) return [result];
  return [
    ...unknownFiles(files),
    ...compareDigests(manifest, inputs, files),
    ...compareResult(manifest, inputs, result),
    ...compareReduction(partials, result, files),
  ];
};

const unknownFiles = (files: FilesByPath): readonly EvidenceFinding[] => {
  const known = new Set<string>([MANIFEST_PATH, ...Object.values(SIMULATION_PATHS)]);
  return [...files.keys()].filter((path) => !known.has(path)).map((path) => found('FILE_UNKNOWN', path));
};

const compareDigests = (
  manifest: SimulationManifest,
  inputs: SimulationInputs,
  files: FilesByPath,
): readonly EvidenceFinding[] => {
  const expected: readonly (readonly [EvidenceFindingCode, string, string, string])[] = [
    ['INPUTS_DIGEST_DIFFERENT', SIMULATION_PATHS.inputs, inputsDigestOf(inputs), manifest.inputsDigest],
    [
      'SNAPSHOT_DIGEST_DIFFERENT',
      SIMULATION_PATHS.snapshot,
      digestAt(files, SIMULATION_PATHS.snapshot),
      inputs.snapshotDigest,
    ],
    [
      'POLICY_DIGEST_DIFFERENT',
      SIMULATION_PATHS.baseIr,
      digestAt(files, SIMULATION_PATHS.baseIr),
      inputs.base.irDigest,
    ],
    [
      'POLICY_DIGEST_DIFFERENT',
      SIMULATION_PATHS.candidateIr,
      digestAt(files, SIMULATION_PATHS.candidateIr),
      inputs.candidate.irDigest,
    ],
  ];
  return expected
    .filter(([, , digest, named]) => digest !== named)
    .map(([code, path, digest, named]) => found(code, `${path} has ${digest}, named is ${named}`));
};

const digestAt = (files: FilesByPath, path: string): string => sha256Hex(fileAt(files, path));

const compareResult = (
  manifest: SimulationManifest,
  inputs: SimulationInputs,
  result: SimulationResult,
): readonly EvidenceFinding[] => {
  const findings: EvidenceFinding[] = [];
  const digest = resultDigestOf(result);
  if (digest !== manifest.resultDigest) {
    findings.push(
      found('RESULT_DIGEST_DIFFERENT', `the result has ${digest}, named is ${manifest.resultDigest}`),
    );
  }
  if (manifest.twin !== undefined && manifest.twin.resultDigest !== manifest.resultDigest) {
    findings.push(found('TWIN_DIFFERENT', `the second run gave ${manifest.twin.resultDigest}`));
  }
  if (inputsDigestOf(result.inputs) !== inputsDigestOf(inputs)) {
    findings.push(found('RESULT_INPUTS_DIFFERENT', 'the result is of other inputs'));
  }
  const counted = Object.values(result.counts).reduce((sum, count) => sum + count, 0);
  if (counted !== result.tuples) {
    findings.push(found('COUNTS_DIFFERENT', `the classes sum to ${counted}, tuples are ${result.tuples}`));
  }
  return findings;
};

// All that is read here of the candidate's IR, its rules, and of the snapshot's manifest, its size.
const Ir = z.looseObject({ rules: z.array(z.looseObject({ name: z.string() })) });
const Snapshot = z.looseObject({ tuples: z.int().nonnegative() });

// The result must be what the partial results reduce to, whoever computed it.
const compareReduction = (
  partials: PartialsReading,
  result: SimulationResult,
  files: FilesByPath,
): readonly EvidenceFinding[] => {
  const ir = looselyRead(Ir, 'POLICY_MALFORMED', fileAt(files, SIMULATION_PATHS.candidateIr));
  if ('code' in ir) return [ir];
  const snapshot = looselyRead(Snapshot, 'SNAPSHOT_MALFORMED', fileAt(files, SIMULATION_PATHS.snapshot));
  if ('code' in snapshot) return [snapshot];
  const candidateRules = ir.value.rules.map(({ name }) => name);
  const reduced = partials.reduced({ tuples: snapshot.value.tuples, candidateRules });
  if (typeof reduced !== 'string') return [reduced];
  if (reduced === resultDigestOf(result)) return [];
  return [found('REDUCTION_DIFFERENT', `the partial results reduce to ${reduced}`)];
};

const looselyRead = <T>(
  schema: z.ZodType<T>,
  code: EvidenceFindingCode,
  bytes: Uint8Array,
): { readonly value: T } | EvidenceFinding => {
  try {
    return { value: schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))) };
  } catch (error) {
    return found(code, error instanceof Error ? error.message : 'not readable');
  }
};

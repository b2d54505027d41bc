import type { FindingTuple } from '@policy-registry/finding';
import { canonicalJson, NotCanonical, type Json } from '@policy-registry/kernel';
import type { z } from 'zod';

import { escaped, JsonRefused, readPlacedJson, type Place } from './placed-json.ts';
import { PolicyTestFile, TEST_FILE_BYTES_MAX, tupleOf, WrittenFinding } from './test-file.ts';

/** Why a file of tests cannot be read: a remark with its place. */
export type TestFileFault = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** JSON pointer (RFC 6901) of what is at fault. */
  readonly pointer: string;
  readonly detail: string;
};

type Written<T> =
  | { readonly ok: true; readonly value: T; readonly placeOf: (pointer: string) => Place }
  | { readonly ok: false; readonly faults: readonly TestFileFault[] };
export type ReadTestFile = Written<PolicyTestFile>;

const FAULTS_MAX = 20;
const TEST_FILE = /^tests\/[^/]+\.json$/;

/** Whether a path of a workspace is a file of tests: `tests/….json`. */
export const isTestFile = (path: string): boolean => TEST_FILE.test(path);

/** Reads one file of tests strictly: a member that is not known is a fault, as it is most often misspelt. */
export const readTestFile = (file: string, bytes: Uint8Array): ReadTestFile =>
  readWritten(PolicyTestFile, file, bytes);

/** Reads a single finding in the form in which a case of a test writes it. */
export const readWrittenFinding = (file: string, bytes: Uint8Array): Written<FindingTuple> => {
  const read = readWritten(WrittenFinding, file, bytes);
  return read.ok ? { ...read, value: tupleOf(read.value) } : read;
};

const readWritten = <T>(schema: z.ZodType<T>, file: string, bytes: Uint8Array): Written<T> => {
  const refused = (detail: string, place: Place = START, pointer = ''): Written<T> => ({
    ok: false,
    faults: [{ file, ...place, pointer, detail }],
  });
  if (bytes.length > TEST_FILE_BYTES_MAX) return refused(`has more than ${TEST_FILE_BYTES_MAX} bytes`);
  const text = decoded(bytes);
  if (text === undefined) return refused('is not UTF-8');
  try {
    const { value, placeOf } = readPlacedJson(text);
    const parsed = schema.safeParse(value);
    if (parsed.success) {
      canonicalJson(value as Json);
      return { ok: true, value: parsed.data, placeOf };
    }
    const found = parsed.error.issues.flatMap((issue) => faultsOf(issue));
    const faults = found.map(({ pointer, detail }) => ({ file, ...placeOf(pointer), pointer, detail }));
    return { ok: false, faults: faults.toSorted(byPlace).slice(0, FAULTS_MAX) };
  } catch (error) {
    if (error instanceof NotCanonical) return refused(error.message, START, error.pointer);
    if (error instanceof JsonRefused) return refused(error.message, error.place, error.pointer);
    throw error;
  }
};

const START: Place = { line: 1, column: 1 };

const byPlace = (a: Place, b: Place): number => a.line - b.line || a.column - b.column;

const faultsOf = (
  issue: z.core.$ZodIssue,
): readonly { readonly pointer: string; readonly detail: string }[] => {
  const pointer = issue.path.map((token) => `/${escaped(String(token))}`).join('');
  if (issue.code !== 'unrecognized_keys') return [{ pointer, detail: issue.message }];
  return issue.keys.map((key) => ({
    pointer: `${pointer}/${escaped(key)}`,
    detail: `there is no member \`${key}\` here`,
  }));
};

const decoded = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

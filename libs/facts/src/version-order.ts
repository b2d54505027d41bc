import * as pep440 from '@renovatebot/pep440';
import semver from 'semver';

/** An order of versions. Texts that are no version of it are `undecided`, never guessed. */
export type VersionOrder = {
  readonly isVersion: (text: string) => boolean;
  /** Negative, zero or positive; both texts are versions of this order. */
  readonly compare: (a: string, b: string) => number;
};

const NUMBERS = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?([-+].*)?$/;

/** SemVer 2.0.0 §11. A leading `v` and left-out minor and patch numbers, which count as 0, are read as well. */
export const SEMVER: VersionOrder = {
  isVersion: (text) => toSemver(text) !== undefined,
  compare: (a, b) => semver.compare(toSemver(a) ?? a, toSemver(b) ?? b),
};

const toSemver = (text: string): semver.SemVer | undefined => {
  const [, major, minor = '0', patch = '0', rest = ''] = NUMBERS.exec(text) ?? [];
  return major === undefined
    ? undefined
    : (semver.parse(`${major}.${minor}.${patch}${rest}`, { loose: false }) ?? undefined);
};

const NUGET = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.(\d+))?(-[0-9a-z.-]+)?(?:\+[0-9a-z.-]*)?$/i;

/** NuGet's order: SemVer with a fourth number, and labels without regard to case. */
const NUGET_ORDER: VersionOrder = {
  isVersion: (text) => toNuget(text) !== undefined,
  compare: (a, b) => {
    const [numbersA, labelA] = toNuget(a) ?? [[], ''];
    const [numbersB, labelB] = toNuget(b) ?? [[], ''];
    return compareNumbers(numbersA, numbersB) || semver.compare(`0.0.0${labelA}`, `0.0.0${labelB}`);
  },
};

const toNuget = (text: string): readonly [readonly string[], string] | undefined => {
  const match = NUGET.exec(text);
  if (match === null) return undefined;
  const label = (match[5] ?? '').toLowerCase();
  if (semver.parse(`0.0.0${label}`) === null) return undefined;
  return [match.slice(1, 5).map((number) => number ?? '0'), label];
};

const PEP440: VersionOrder = {
  isVersion: (text) => pep440.valid(text) !== null,
  compare: (a, b) => pep440.compare(a, b),
};

/** Numbers with dots between them, which all orders compare alike: the only order where none is named. */
export const DOTTED_NUMBERS: VersionOrder = {
  isVersion: (text) => /^\d{1,18}(\.\d{1,18})*$/.test(text),
  compare: (a, b) => compareNumbers(a.split('.'), b.split('.')),
};

const compareNumbers = (a: readonly string[], b: readonly string[]): number => {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const left = BigInt(a[index] ?? '0');
    const right = BigInt(b[index] ?? '0');
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
};

const ORDER_OF: ReadonlyMap<string, VersionOrder> = new Map([
  ['npm', SEMVER],
  ['golang', SEMVER],
  ['cargo', SEMVER],
  ['hex', SEMVER],
  ['swift', SEMVER],
  ['semver', SEMVER],
  ['generic', DOTTED_NUMBERS],
  ['nuget', NUGET_ORDER],
  ['pypi', PEP440],
]);

/** The order of a purl type or vers scheme, where it is one of those that are implemented. */
export const orderOf = (type: string): VersionOrder | undefined => ORDER_OF.get(type);

import type { FindingTuple } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import { aliasesOf, isSingleVulnerability } from './aliases.ts';
import type { OsvAdvisory, OsvAffected } from './osv.ts';
import { advisoryKey, isOfRelease } from './osv-ecosystem.ts';
import { type Affectedness, inRange, UNAFFECTED, undecided, type UndecidedReason } from './osv-range.ts';
import type { Purl } from './purl.ts';
import type { ListedComponent, ScanFinding } from './scan-finding.ts';
import { withoutUndefined } from './shape.ts';

/** A component and an advisory on its package: a finding, nothing, or why that is not known. */
export type Pairing =
  | { readonly fate: 'affected'; readonly finding: ScanFinding }
  | { readonly fate: 'unaffected' | UndecidedReason };

/**
 * Gives the pairings of a component: one for each advisory that names its package, in the order of their ids.
 * Advisories are found by package, so that a component costs no more than those on its own package.
 */
export const advisoryJoin = (
  advisories: readonly OsvAdvisory[],
): ((component: ListedComponent) => Pairing[]) => {
  const byPackage = new Map<string, Candidate[]>();
  for (const { advisory, affected } of inOrder(advisories)) {
    for (const [key, entries] of Map.groupBy(affected, (entry) => entry.key)) {
      const found = byPackage.get(key);
      if (found === undefined) byPackage.set(key, [{ advisory, entries }]);
      else found.push({ advisory, entries });
    }
  }
  return (component) => {
    const purl = component.identity.purls.find(({ parts }) => parts !== undefined);
    if (purl?.parts === undefined) return [];
    const candidates = byPackage.get(advisoryKey(purl.parts)) ?? [];
    return candidates.map((candidate) => pairing(component, purl, candidate));
  };
};

/** What an advisory says of one package. */
type Candidate = {
  readonly advisory: FindingTuple['advisory'];
  readonly entries: readonly OsvAffected[];
};

// By id, so that of two records of one id the same counts first in whatever order the documents were given.
const inOrder = (advisories: readonly OsvAdvisory[]): OsvAdvisory[] =>
  advisories.toSorted(
    (a, b) => compareBytewise(a.advisory.id, b.advisory.id) || compareBytewise(textOf(a), textOf(b)),
  );

const textOf = ({ advisory, affected }: OsvAdvisory): string =>
  JSON.stringify([advisory, affected.map((entry) => ({ ...entry, versions: [...entry.versions] }))]);

// One entry that affects the component is enough; an undecided one outweighs those that do not.
const pairing = (component: ListedComponent, purl: Purl, { advisory, entries }: Candidate): Pairing => {
  const version = component.component.version ?? purl.parts?.version;
  let reason: UndecidedReason | undefined;
  for (const affected of entries) {
    const found = judge(version, purl, affected);
    if (found.is === 'affected')
      return { fate: 'affected', finding: toFinding(component, { advisory, affected, ...found }) };
    if (found.is === 'undecided') reason ??= found.reason;
  }
  return { fate: reason ?? 'unaffected' };
};

/** Whether one entry of an advisory affects a version of its package (OSV schema, § Evaluation). */
const judge = (version: string | undefined, purl: Purl, affected: OsvAffected): Affectedness => {
  const ofRelease = affected.release === undefined ? true : isOfRelease(purl, affected.release);
  if (ofRelease === false) return UNAFFECTED;
  const found = judgeVersion(version, affected);
  return ofRelease === undefined && found.is !== 'unaffected' ? undecided('RELEASE_UNKNOWN') : found;
};

const judgeVersion = (
  version: string | undefined,
  { versions, ranges, order }: OsvAffected,
): Affectedness => {
  const ofVersions = ranges.filter(({ type }) => type !== 'GIT');
  if (version === undefined) return undecided('VERSION_MISSING');
  const judged = ofVersions.map((range) => inRange(version, range, order));
  const inside = judged.find(({ is }) => is === 'affected');
  if (inside !== undefined) return inside;
  if (isListed(version, versions)) return { is: 'affected', fixedVersion: undefined };
  const open = judged.find(({ is }) => is === 'undecided');
  if (open !== undefined) return open;
  // Commits alone, or nothing at all, say nothing of a version.
  const saysNothing = ofVersions.length === 0 && versions.size === 0;
  return saysNothing ? undecided('RANGE_UNREADABLE') : UNAFFECTED;
};

// Go modules are listed without the `v` that their versions begin with.
const isListed = (version: string, versions: ReadonlySet<string>): boolean =>
  versions.has(version) || (version.startsWith('v') && versions.has(version.slice(1)));

type Match = {
  readonly advisory: FindingTuple['advisory'];
  readonly affected: OsvAffected;
  readonly fixedVersion: string | undefined;
};

const toFinding = (listed: ListedComponent, { advisory, affected, fixedVersion }: Match): ScanFinding => ({
  ...listed,
  component: withoutUndefined({ ...listed.component, fixedVersion }),
  advisory:
    affected.ratings.length === 0 ? advisory : { ...withoutBand(advisory), ratings: [...affected.ratings] },
  stated: [],
});

const withoutBand = (advisory: FindingTuple['advisory']): FindingTuple['advisory'] =>
  withoutUndefined({ ...advisory, vendorBand: undefined });

/**
 * Completes the aliases of an advisory by those that advisories of other documents give: the ids of every record
 * that names the advisory's id or one of its own aliases. A set; no id is preferred.
 */
export const aliasJoin = (
  advisories: readonly OsvAdvisory[],
): ((advisory: FindingTuple['advisory']) => FindingTuple['advisory']) => {
  const sets = new Map<string, (readonly string[])[]>();
  for (const { advisory } of advisories) {
    const ids = [advisory.id, ...advisory.aliases].filter(isSingleVulnerability);
    for (const id of ids) {
      const found = sets.get(id);
      if (found === undefined) sets.set(id, [ids]);
      else found.push(ids);
    }
  }
  if (sets.size === 0) return (advisory) => advisory;
  return (advisory) => {
    const found = [advisory.id, ...advisory.aliases].flatMap((id) => sets.get(id) ?? []);
    if (found.length === 0) return advisory;
    return { ...advisory, aliases: aliasesOf(advisory.id, [...advisory.aliases, ...found.flat()]) };
  };
};

import type { FindingTuple } from '@policy-registry/finding';
import { compareBytewise } from '@policy-registry/kernel';

import { aliasJoin } from './advisory-join.ts';
import type { ImportOptions } from './options.ts';
import type { OsvAdvisory } from './osv.ts';
import { optionsJoin } from './options-join.ts';
import type { ScanFinding } from './scan-finding.ts';
import { withoutUndefined } from './shape.ts';
import type { VexClaim } from './vex-claim.ts';
import { vexJoin } from './vex-join.ts';

/** What the survey of all documents gave for findings to be joined to. */
export type Knowledge = {
  readonly claims: readonly VexClaim[];
  readonly options: ImportOptions | undefined;
  readonly advisories: readonly OsvAdvisory[];
};

/** Joins statements, tags and signals to findings. */
export const tupleJoin = ({
  claims,
  options,
  advisories,
}: Knowledge): ((finding: ScanFinding) => FindingTuple) => {
  const vexOf = vexJoin(claims);
  const addedTo = optionsJoin(options);
  const withAliases = aliasJoin(advisories);
  return (found) => {
    const finding = { ...found, advisory: withAliases(found.advisory) };
    const { componentTags, advisoryTags, imageTags, signals } = addedTo(finding);
    const { component, advisory, image } = finding;
    return {
      component: withoutUndefined({ ...component, tags: union(component.tags, componentTags) }),
      advisory: withoutUndefined({ ...advisory, tags: union(advisory.tags, advisoryTags) }),
      image: withoutUndefined({ ...image, tags: imageTags }),
      vex: vexOf(finding),
      signals,
    };
  };
};

const union = (own: string[] | undefined, added: string[] | undefined): string[] | undefined =>
  own === undefined || added === undefined
    ? (own ?? added)
    : [...new Set([...own, ...added])].toSorted(compareBytewise);

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
      advisory: advisoryOf(advisory, union(advisory.tags, advisoryTags)),
      component: componentOf(component, union(component.tags, componentTags)),
      image: withoutUndefined({ digest: image.digest, name: image.name, tags: imageTags }),
      signals,
      vex: vexOf(finding),
    };
  };
};

// In the order of their names, in which they are written several times faster. What the types have and is left out here
// does not compile.
type Whole<Value> = { [Name in keyof Required<Value>]: Value[Name] };
type Advisory = FindingTuple['advisory'];
type Component = FindingTuple['component'];

const advisoryOf = ({ aliases, id, ratings, source, vendorBand }: Advisory, tags: Advisory['tags']) =>
  withoutUndefined({ aliases, id, ratings, source, tags, vendorBand } satisfies Whole<Advisory>);

const componentOf = (
  { ecosystem, fixedVersion, licenses, name, purl, version }: Component,
  tags: Component['tags'],
) =>
  withoutUndefined({
    ecosystem,
    fixedVersion,
    licenses,
    name,
    purl,
    tags,
    version,
  } satisfies Whole<Component>);

const union = (own: string[] | undefined, added: string[] | undefined): string[] | undefined =>
  own === undefined || added === undefined
    ? (own ?? added)
    : [...new Set([...own, ...added])].toSorted(compareBytewise);

import { refuse } from '../rejection-codes.ts';
import type { Workspace } from '../workspace/state.ts';
import type { PolicyContext } from './decide.ts';
import { LINEAGE_MAX } from './events.ts';
import { wasPublished, type Policy, type Version } from './state.ts';

type CreatedPolicy = Pick<Extract<Policy, { status: 'created' }>, 'versions' | 'begunBy'>;

/**
 * Who had a hand in a revision since the last published version before it: everybody who saved one of the revisions from there
 * on, and whoever had one in content that such a revision took from elsewhere, as was recorded when it was taken. What the
 * registry saved itself nobody wrote. Until something is published, whoever had a hand in what the policy began with counts
 * whether or not its first revision says so: an author may save before the registry does.
 */
export const authorsOf = (
  { versions, begunBy }: CreatedPolicy,
  workspace: Workspace | undefined,
  revision: number,
): readonly string[] => {
  const published = publishedBefore(versions, revision);
  const reachable = workspace?.revisions.slice(published?.revision ?? 0, revision) ?? [];
  const written = reachable.flatMap(({ isByRegistry, savedBy, lineage = [] }) =>
    isByRegistry ? lineage : [savedBy, ...lineage],
  );
  return published === undefined ? [...begunBy, ...written] : written;
};

/** The last version that was published of a revision before this one. */
export const publishedBefore = (versions: readonly Version[], revision: number): Version | undefined =>
  versions.findLast((version) => wasPublished(version) && version.revision < revision);

/** Everybody who had a hand in a version, each once and in order. Nobody is left out: more than a fact may name are refused. */
export const lineageOf = (hands: readonly string[], context: Pick<PolicyContext, 'reasons'>): string[] => {
  const lineage = [...new Set(hands)].sort();
  if (lineage.length > LINEAGE_MAX)
    refuse(
      context,
      'LINEAGE_FULL',
      `${lineage.length} persons had a hand in it, and a version names at most ${LINEAGE_MAX}`,
    );
  return lineage;
};

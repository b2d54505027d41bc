import { packagePurl, type BudgetScope, type FindingTuple } from '@policy-registry/finding';
import { z } from 'zod';

/** How people call a finding: enough to recognise it, not all that is known about it. */
export const FindingName = z.strictObject({
  advisory: z.string(),
  /** The purl, else `name@version`, else the name. */
  component: z.string().optional(),
  /** The image's name, else its digest. */
  image: z.string().optional(),
});
export type FindingName = z.infer<typeof FindingName>;

type Component = FindingTuple['component'];
type Image = FindingTuple['image'];

export const findingNameOf = ({ advisory, component, image }: FindingTuple): FindingName =>
  findingName(advisory.id, componentNameOf(component), imageNameOf(image));

export const findingName = (
  advisory: string,
  component: string | undefined,
  image: string | undefined,
): FindingName => ({
  advisory,
  ...(component === undefined ? {} : { component }),
  ...(image === undefined ? {} : { image }),
});

export const componentNameOf = ({ purl, name, version }: Component): string | undefined =>
  purl ?? (name === undefined || version === undefined ? name : `${name}@${version}`);

export const imageNameOf = ({ name, digest }: Image): string | undefined => name ?? digest;

/** A component without its version: the purl up to there (without qualifiers and subpath), else the name. */
export const packageNameOf = ({ purl, name }: Component): string | undefined =>
  purl === undefined ? name : packagePurl(purl);

const TEAM = 'team:';
const NO_TAGS: readonly string[] = [];

/** The teams of a finding, each once: tags of its image and component that begin with `team:`. */
export const teamsOf = ({ image, component }: FindingTuple): readonly string[] => {
  if (image.tags === undefined && component.tags === undefined) return NO_TAGS;
  const teams: string[] = [];
  for (const tags of [image.tags, component.tags])
    for (const tag of tags ?? NO_TAGS) if (tag.startsWith(TEAM) && !teams.includes(tag)) teams.push(tag);
  return teams;
};

/** Whether a finding is in the part that a budget is about; a package may be meant by its purl or its bare name. */
export const isInScope = ({ image, component }: FindingTuple, { by, name }: BudgetScope): boolean => {
  switch (by) {
    case 'tag':
      return image.tags?.includes(name) === true || component.tags?.includes(name) === true;
    case 'image':
      return imageNameOf(image) === name;
    case 'package':
      return component.name === name || packageNameOf(component) === name;
  }
};

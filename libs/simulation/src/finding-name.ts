import type { FindingTuple } from '@policy-registry/finding';
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

export const findingNameOf = ({ advisory, component, image }: FindingTuple): FindingName => {
  const componentName = component.purl ?? nameWithVersion(component);
  const imageName = image.name ?? image.digest;
  return {
    advisory: advisory.id,
    ...(componentName === undefined ? {} : { component: componentName }),
    ...(imageName === undefined ? {} : { image: imageName }),
  };
};

const nameWithVersion = ({ name, version }: FindingTuple['component']): string | undefined =>
  name === undefined || version === undefined ? name : `${name}@${version}`;

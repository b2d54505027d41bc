import { z } from 'zod';

import { OptionalText, optionalList, Text } from './shape.ts';

const Cvss = z.object({
  source: OptionalText,
  version: OptionalText,
  vector: OptionalText,
  metrics: z.object({ baseScore: z.number().nullish() }).nullish(),
});

const Vulnerability = z.object({
  id: OptionalText,
  namespace: OptionalText,
  severity: OptionalText,
  cvss: optionalList(Cvss),
  fix: z.object({ versions: optionalList(Text), state: OptionalText }).nullish(),
});
export type GrypeVulnerability = z.infer<typeof Vulnerability>;

// Older releases list the licences as texts, newer ones as objects.
const License = z.union([Text, z.object({ value: OptionalText, spdxExpression: OptionalText })]);
export type GrypeLicense = z.infer<typeof License>;

const Artifact = z.object({
  name: OptionalText,
  version: OptionalText,
  type: OptionalText,
  purl: OptionalText,
  licenses: optionalList(License),
});
export type GrypeArtifact = z.infer<typeof Artifact>;

/** The part of a match that is read. */
export const GrypeMatch = z.object({
  vulnerability: Vulnerability.nullish(),
  relatedVulnerabilities: optionalList(Vulnerability),
  artifact: Artifact.nullish(),
});
export type GrypeMatch = z.infer<typeof GrypeMatch>;

const Image = z.object({
  userInput: OptionalText,
  imageID: OptionalText,
  manifestDigest: OptionalText,
  tags: optionalList(Text),
  repoDigests: optionalList(Text),
  architecture: OptionalText,
});

/** What was scanned: an image, or the path of a directory or file. */
export const GrypeSource = z.object({ target: z.union([Text, Image]).nullish() }).nullish();
export type GrypeSource = z.infer<typeof GrypeSource>;

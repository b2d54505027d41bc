import { z } from 'zod';

import { OptionalText, optionalList, Text } from './shape.ts';

const Score = z.number().nullish();

const Cvss = z.object({
  V2Vector: OptionalText,
  V2Score: Score,
  V3Vector: OptionalText,
  V3Score: Score,
  V40Vector: OptionalText,
  V40Score: Score,
});
export type TrivyCvss = z.infer<typeof Cvss>;

const Identifier = z.object({ PURL: OptionalText }).nullish();

/** The part of a Trivy vulnerability that is read; everything else in a report is left alone. */
export const TrivyVulnerability = z.object({
  VulnerabilityID: OptionalText,
  VendorIDs: optionalList(Text),
  PkgName: OptionalText,
  PkgIdentifier: Identifier,
  InstalledVersion: OptionalText,
  FixedVersion: OptionalText,
  Status: OptionalText,
  Severity: OptionalText,
  DataSource: z.object({ ID: OptionalText }).nullish(),
  CVSS: z.record(Text, Cvss).nullish(),
});
export type TrivyVulnerability = z.infer<typeof TrivyVulnerability>;

export const TrivyPackage = z.object({
  Identifier,
  Name: OptionalText,
  Version: OptionalText,
  Relationship: OptionalText,
  Licenses: optionalList(Text),
});
export type TrivyPackage = z.infer<typeof TrivyPackage>;

export const TrivyLicense = z.object({ PkgName: OptionalText, Name: OptionalText });
export type TrivyLicense = z.infer<typeof TrivyLicense>;

export const TrivySuppressed = z.object({ Type: OptionalText });

export const TrivyMetadata = z
  .object({
    ImageID: OptionalText,
    RepoTags: optionalList(Text),
    RepoDigests: optionalList(Text),
    ImageConfig: z.object({ architecture: OptionalText }).nullish(),
  })
  .nullish();
export type TrivyMetadata = z.infer<typeof TrivyMetadata>;

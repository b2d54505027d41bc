import { z } from 'zod';

import type { JsonDocument, Read } from './document.ts';
import { faultIn, memberOf, OptionalText, optionalList, readShape, Text } from './shape.ts';

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

const Vulnerability = z.object({
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
export type TrivyVulnerability = z.infer<typeof Vulnerability>;

const Package = z.object({ Identifier, Relationship: OptionalText, Licenses: optionalList(Text) });

const Result = z.object({
  Type: OptionalText,
  Packages: optionalList(Package),
  Vulnerabilities: optionalList(Vulnerability),
  ExperimentalModifiedFindings: optionalList(z.object({ Type: OptionalText })),
});
export type TrivyResult = z.infer<typeof Result>;

/** The part of a Trivy JSON report, schema version 2, that is read; everything else in it is left alone. */
const TrivyReport = z.object({
  SchemaVersion: z.literal(2),
  ArtifactName: OptionalText,
  Metadata: z
    .object({
      ImageID: OptionalText,
      RepoTags: optionalList(Text),
      RepoDigests: optionalList(Text),
      ImageConfig: z.object({ architecture: OptionalText }).nullish(),
    })
    .nullish(),
  Results: optionalList(Result),
});
export type TrivyReport = z.infer<typeof TrivyReport>;

/** Refuses what is no Trivy report of schema version 2, the list of results that older releases wrote included. */
export const readTrivyReport = (document: JsonDocument): Read<TrivyReport> =>
  memberOf(document.json, 'SchemaVersion') === 2
    ? readShape(TrivyReport, document)
    : faultIn(
        document,
        'DOCUMENT_FORMAT_FOREIGN',
        '/SchemaVersion',
        'is no Trivy report of schema version 2',
      );

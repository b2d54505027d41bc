import { z } from 'zod';

import { OptionalText, optionalList, Text } from './shape.ts';

const Event = z.object({
  introduced: OptionalText,
  fixed: OptionalText,
  last_affected: OptionalText,
  limit: OptionalText,
});
export type OsvEvent = z.infer<typeof Event>;

const Range = z.object({ type: OptionalText, events: optionalList(Event) });
export type OsvRange = z.infer<typeof Range>;

const Severity = z.object({ type: OptionalText, score: OptionalText });
export type OsvSeverity = z.infer<typeof Severity>;

export const OsvPackageName = z.object({
  ecosystem: OptionalText,
  name: OptionalText,
  purl: OptionalText,
  version: OptionalText,
});

const Affected = z.object({
  package: OsvPackageName.nullish(),
  ranges: optionalList(Range),
  versions: optionalList(Text),
  severity: optionalList(Severity),
});
export type OsvRawAffected = z.infer<typeof Affected>;

/** The part of an OSV record, schema version 1, that is read. */
export const OsvRecord = z.object({
  id: OptionalText,
  withdrawn: OptionalText,
  aliases: optionalList(Text),
  severity: optionalList(Severity),
  affected: optionalList(Affected),
  database_specific: z.record(Text, z.unknown()).nullish(),
});
export type OsvRecord = z.infer<typeof OsvRecord>;

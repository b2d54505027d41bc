import { z } from 'zod';

import type { JsonDocument, Read } from './document.ts';
import { packageKey, toPurl } from './purl.ts';
import { faultIn, memberOf, readShape, Text } from './shape.ts';
import { escapePointer } from './syntax-fault.ts';

/** The schema name of the options document, which carries what the scanners' formats have no place for. */
export const OPTIONS_SCHEMA = 'policy-registry.import-options@1';

const Key = Text.min(1);
const Tags = z.record(Key, z.array(Text.min(1).max(64)).max(100));

/** A package URL that names one version: `pkg:type/namespace/name@version`, without qualifiers and subpath. */
const VersionedPurl = Text.refine(
  (text) => componentKeyOf(text) !== undefined && !/[?#]/.test(text),
  'is no package URL with a version and without qualifiers',
);

const SignalName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'is no name of a signal');
const Signals = z.record(SignalName, Text.max(1_024));

/** `docs/facts.md` describes it. A tag section that is present says that these tags were collected. */
const ImportOptions = z.strictObject({
  schema: z.literal(OPTIONS_SCHEMA),
  advisoryTags: Tags.optional(),
  componentTags: z.record(VersionedPurl, z.array(Text.min(1).max(64)).max(100)).optional(),
  imageTags: Tags.optional(),
  signals: z
    .strictObject({
      components: z.record(VersionedPurl, Signals).optional(),
      advisories: z.record(Key, Signals).optional(),
    })
    .optional(),
});
export type ImportOptions = z.infer<typeof ImportOptions>;

/** Strict: an entry that would be ignored is a fault. */
export const readOptions = (document: JsonDocument): Read<ImportOptions> => {
  if (memberOf(document.json, 'schema') !== OPTIONS_SCHEMA) {
    return faultIn(document, 'DOCUMENT_FORMAT_FOREIGN', '/schema', `is not ${OPTIONS_SCHEMA}`);
  }
  const options = readShape(ImportOptions, document);
  if (!options.ok) return options;
  const { componentTags, signals } = options.value;
  return (
    faultOfRepeatedPurl(document, '/componentTags', componentTags) ??
    faultOfRepeatedPurl(document, '/signals/components', signals?.components) ??
    options
  );
};

// Two spellings of one package URL would leave open whose entry counts.
const faultOfRepeatedPurl = (document: JsonDocument, pointer: string, section: object | undefined) => {
  const seen = new Set<string | undefined>();
  for (const purl of Object.keys(section ?? {})) {
    const key = componentKeyOf(purl);
    const at = `${pointer}/${escapePointer(purl)}`;
    if (seen.has(key))
      return faultIn(document, 'DOCUMENT_SHAPE_FOREIGN', at, 'names a component a second time');
    seen.add(key);
  }
  return undefined;
};

/** Entries in all sections: the items of an options document. */
export const countEntries = ({ advisoryTags, componentTags, imageTags, signals }: ImportOptions): number =>
  [advisoryTags, componentTags, imageTags, signals?.components, signals?.advisories]
    .map((section) => Object.keys(section ?? {}).length)
    .reduce((sum, count) => sum + count, 0);

/** The package and version that a package URL names, whatever its qualifiers; `undefined` without a version. */
export const componentKeyOf = (text: string): string | undefined => {
  const parts = toPurl(text)?.parts;
  return parts?.version === undefined ? undefined : `${packageKey(parts)}@${parts.version}`;
};

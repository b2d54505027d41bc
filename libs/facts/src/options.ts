import { z } from 'zod';

import type { DocumentFormat, FactSink, Placed } from './format.ts';
import type { At } from './paths.ts';
import { packageKey, toPurl } from './purl.ts';
import { readShape, Text } from './shape.ts';

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

/** Read whole. Strict: an entry that would be ignored is a fault. */
export const optionsFormat: DocumentFormat = {
  survey: [''],
  items: [],
  open: (_document, out) => ({
    survey: (placed) => readOptions(placed, out),
    surveyed: () => undefined,
    item: () => undefined,
  }),
};

const readOptions = (placed: Placed, out: FactSink): void => {
  const { schema } = Object(placed.value);
  if (schema !== OPTIONS_SCHEMA)
    return out.fault('DOCUMENT_FORMAT_FOREIGN', ['schema'], `is not ${OPTIONS_SCHEMA}`);
  const options = readShape(ImportOptions, placed, out);
  if (options === undefined) return;
  const { componentTags, signals } = options;
  const isRepeating = [
    hasRepeatedPurl(out, ['componentTags'], componentTags),
    hasRepeatedPurl(out, ['signals', 'components'], signals?.components),
  ].includes(true);
  if (isRepeating) return;
  out.options(options);
  out.count('accepted', countEntries(options));
};

// Two spellings of one package URL would leave open whose entry counts.
const hasRepeatedPurl = (out: FactSink, at: At, section: object | undefined): boolean => {
  const seen = new Set<string | undefined>();
  for (const purl of Object.keys(section ?? {})) {
    const key = componentKeyOf(purl);
    if (seen.has(key)) {
      out.fault('DOCUMENT_SHAPE_FOREIGN', [...at, purl], 'names a component a second time');
      return true;
    }
    seen.add(key);
  }
  return false;
};

// The items of an options document.
const countEntries = ({ advisoryTags, componentTags, imageTags, signals }: ImportOptions): number =>
  [advisoryTags, componentTags, imageTags, signals?.components, signals?.advisories]
    .map((section) => Object.keys(section ?? {}).length)
    .reduce((sum, count) => sum + count, 0);

/** The package and version that a package URL names, whatever its qualifiers; `undefined` without a version. */
export const componentKeyOf = (text: string): string | undefined => {
  const parts = toPurl(text)?.parts;
  return parts?.version === undefined ? undefined : `${packageKey(parts)}@${parts.version}`;
};

import type { DocumentKind } from './document.ts';
import type { Placed } from './format.ts';
import { jsonStream } from './json-stream.ts';
import { OPTIONS_SCHEMA } from './options.ts';
import { pathTree } from './paths.ts';

/** Tells the kind of a document by what stands in it. */
export type KindDetector = {
  /** Takes the next bytes; answers as soon as the kind is known. */
  readonly push: (chunk: Uint8Array) => DocumentKind | undefined;
  /** The kind, when everything was given. */
  readonly end: () => DocumentKind | undefined;
};

type Sign = { readonly kind: DocumentKind; readonly isShownBy: (value: unknown) => boolean };

const startsWith =
  (start: string) =>
  (value: unknown): boolean =>
    typeof value === 'string' && value.startsWith(start);

const isThere = (): boolean => true;

// Members that only one of the formats has at this place.
const SIGNS: readonly (readonly [string, Sign])[] = [
  ['/schema', { kind: 'options', isShownBy: (value) => value === OPTIONS_SCHEMA }],
  ['/@context', { kind: 'openvex', isShownBy: startsWith('https://openvex.dev/ns') }],
  ['/statements[]', { kind: 'openvex', isShownBy: isThere }],
  ['/SchemaVersion', { kind: 'trivy', isShownBy: (value) => typeof value === 'number' }],
  ['/matches[]', { kind: 'grype', isShownBy: isThere }],
  ['/descriptor/name', { kind: 'grype', isShownBy: (value) => value === 'grype' }],
  ['/bomFormat', { kind: 'cyclonedx', isShownBy: (value) => value === 'CycloneDX' }],
  ['/spdxVersion', { kind: 'spdx', isShownBy: startsWith('SPDX-') }],
  ['/@context', { kind: 'spdx', isShownBy: startsWith('https://spdx.org/rdf/3.') }],
  ['/document/csaf_version', { kind: 'csaf', isShownBy: isThere }],
  ['/schema_version', { kind: 'osv', isShownBy: (value) => typeof value === 'string' }],
  // Records stand alone, in a list, in an answer of the API and in a report of the scanner.
  ...['/affected[]', '[]/affected[]', '/vulns[]', '/results[]/packages[]'].map(
    (path) => [path, { kind: 'osv', isShownBy: isThere }] as const,
  ),
];

const PATHS = [...new Set(SIGNS.map(([path]) => path))];

/** A document that is cut off, or is none of these, has no kind that could be told. */
export const detectKind = (): KindDetector => {
  let kind: DocumentKind | undefined;
  const note = ({ path, value }: Placed): void => {
    const found = SIGNS.find(([at, { isShownBy }]) => at === path && isShownBy(value));
    kind ??= found?.[1].kind;
  };
  const stream = jsonStream(pathTree(PATHS), { value: note, foreign: () => undefined });
  return {
    push: (chunk) => {
      if (kind === undefined) stream.push(chunk);
      return kind;
    },
    end: () => {
      stream.end();
      return kind;
    },
  };
};

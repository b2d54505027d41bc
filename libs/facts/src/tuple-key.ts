import type { FindingTuple } from '@policy-registry/finding';

/** What makes a tuple the one it is: no two tuples of a snapshot have the same. */
export type TupleKey = {
  readonly image: string;
  readonly imageDigest: string;
  readonly purl: string;
  /** Name and version where there is no package URL, else empty. */
  readonly name: string;
  readonly version: string;
  readonly advisory: string;
};

type Keyed = Pick<FindingTuple, 'component' | 'advisory' | 'image'>;

export const tupleKey = ({ component, advisory, image }: Keyed): TupleKey => ({
  image: image.name ?? '',
  imageDigest: image.digest ?? '',
  purl: component.purl ?? '',
  name: component.purl === undefined ? (component.name ?? '') : '',
  version: component.purl === undefined ? (component.version ?? '') : '',
  advisory: advisory.id,
});

/**
 * A key as text whose order by UTF-16 units (`<`) is the order of the members by their UTF-8 bytes, one after the
 * other: the order of tuples. {@link parseSortKey} takes it apart.
 */
export const sortKey = ({ image, imageDigest, purl, name, version, advisory }: TupleKey): string =>
  [image, imageDigest, purl, name, version, advisory].map(toOrdered).join(SEPARATOR);

/** The key that a {@link sortKey} was made of. */
export const parseSortKey = (text: string): TupleKey => {
  const [image = '', imageDigest = '', purl = '', name = '', version = '', advisory = ''] = text
    .split(SEPARATOR)
    .map(fromOrdered);
  return { image, imageDigest, purl, name, version, advisory };
};

/** What a {@link sortKey} says of the image, the component and the advisory, as texts to be told apart and no more. */
export const partsOf = (text: string): { image: string; component: string; advisory: string } => {
  const imageEnd = text.indexOf(SEPARATOR, text.indexOf(SEPARATOR) + SEPARATOR.length);
  const componentEnd = text.lastIndexOf(SEPARATOR);
  return {
    image: text.slice(0, imageEnd),
    component: text.slice(imageEnd, componentEnd),
    advisory: text.slice(componentEnd),
  };
};

// A member ends before any of its continuations: NUL in it is written as something greater than the separator.
const SEPARATOR = '\0\0';
const ESCAPED_NUL = '\0\x01';

// Anything but ASCII, and NUL.
const BEYOND_ASCII = /[^\x01-\x7f]/;

const toOrdered = (text: string): string =>
  BEYOND_ASCII.test(text) ? bytesAsText(text).replaceAll('\0', ESCAPED_NUL) : text;

const fromOrdered = (text: string): string => {
  if (!BEYOND_ASCII.test(text)) return text;
  const bytes = Uint8Array.from(text.replaceAll(ESCAPED_NUL, '\0'), (unit) => unit.charCodeAt(0));
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
};

// One unit per UTF-8 byte.
const bytesAsText = (text: string): string =>
  Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');

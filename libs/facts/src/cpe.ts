/** The attributes of a CPE name, from part to the last one given; what is not given is `*`. */
export type Cpe = readonly string[];

const ATTRIBUTES = 11;
const ANY = '*';

/**
 * Reads a CPE 2.3 formatted string or a CPE 2.2 URI (NIST IR 7695 §6). Values compare without regard to case.
 * `undefined` when the text is neither. The packed edition of the URI form is read as its first five parts.
 */
export const toCpe = (text: string): Cpe | undefined => {
  const lower = text.toLowerCase();
  if (lower.startsWith('cpe:2.3:'))
    return padded(
      lower
        .slice(8)
        .split(/(?<!\\):/)
        .map(unescaped),
    );
  if (lower.startsWith('cpe:/')) return padded(lower.slice(5).split(':').slice(0, 6).map(uriDecoded));
  return undefined;
};

/** True when every attribute that `pattern` gives is the subject's: `*` stands for any value (NIST IR 7696 §6). */
export const matchesCpe = (pattern: Cpe, subject: Cpe): boolean =>
  pattern.every((value, index) => value === ANY || value === subject[index]);

const padded = (attributes: readonly string[]): Cpe | undefined => {
  const [part = '', vendor = ANY, product = ANY] = attributes;
  // A name that fixes neither vendor nor product names nothing.
  if (!/^[aho]$/.test(part) || vendor === ANY || product === ANY) return undefined;
  const given = attributes.map((value) => (value === '' ? ANY : value));
  return [...given, ...Array.from<string>({ length: ATTRIBUTES }).fill(ANY)].slice(0, ATTRIBUTES);
};

const unescaped = (value: string): string => value.replace(/\\(.)/g, '$1');

const uriDecoded = (value: string): string =>
  value.replace(/%([0-9a-f]{2})/g, (_match, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));

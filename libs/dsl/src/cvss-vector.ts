/** The metrics of one CVSS version: those of the base group are required, all others may stand behind or beside them. */
type Grammar = {
  readonly prefix: string;
  readonly base: readonly Metric[];
  readonly optional: readonly Metric[];
  /** Versions 2.0 and 4.0 prescribe the order of the metrics, 3.0 and 3.1 do not. */
  readonly isOrdered: boolean;
};
type Metric = { readonly name: string; readonly values: readonly string[] };

export type CvssVersion = '2.0' | '3.0' | '3.1' | '4.0';

/** A vector that its version's specification allows. */
export type CvssVector = {
  readonly version: CvssVersion;
  /** The same vector with its base metrics alone, in the specification's order. */
  readonly base: string;
};

const VECTOR_CHARS_MAX = 512;

/** One metric per word: `AV:N,A,L,P`. */
const metrics = (text: string): readonly Metric[] =>
  text.split(' ').map((word) => {
    const [name = '', values = ''] = word.split(':');
    return { name, values: values.split(',') };
  });

const modified = (base: readonly Metric[], undefinedValue: string): readonly Metric[] =>
  base.map(({ name, values }) => ({ name: `M${name}`, values: [undefinedValue, ...values] }));

// CVSS v2 guide, 2.4; v3.1 specification, 6; v4.0 specification, 7.
const BASE_2 = metrics('AV:L,A,N AC:H,M,L Au:M,S,N C:N,P,C I:N,P,C A:N,P,C');
const BASE_3 = metrics('AV:N,A,L,P AC:L,H PR:N,L,H UI:N,R S:U,C C:H,L,N I:H,L,N A:H,L,N');
const BASE_4 = metrics(
  'AV:N,A,L,P AC:L,H AT:N,P PR:N,L,H UI:N,P,A VC:H,L,N VI:H,L,N VA:H,L,N SC:H,L,N SI:H,L,N SA:H,L,N',
);
const OPTIONAL_2 = metrics(
  'E:U,POC,F,H,ND RL:OF,TF,W,U,ND RC:UC,UR,C,ND CDP:N,L,LM,MH,H,ND TD:N,L,M,H,ND CR:L,M,H,ND IR:L,M,H,ND AR:L,M,H,ND',
);
const OPTIONAL_3 = [
  ...metrics('E:X,U,P,F,H RL:X,O,T,W,U RC:X,U,R,C CR:X,L,M,H IR:X,L,M,H AR:X,L,M,H'),
  ...modified(BASE_3, 'X'),
];
const SAFETY = new Set(['MSI', 'MSA']);
const OPTIONAL_4 = [
  ...metrics('E:X,A,P,U CR:X,H,M,L IR:X,H,M,L AR:X,H,M,L'),
  ...modified(BASE_4, 'X').map((metric) =>
    SAFETY.has(metric.name) ? { ...metric, values: [...metric.values, 'S'] } : metric,
  ),
  ...metrics('S:X,N,P AU:X,N,Y R:X,A,U,I V:X,D,C RE:X,L,M,H U:X,Clear,Green,Amber,Red'),
];

const GRAMMARS: Readonly<Record<CvssVersion, Grammar>> = {
  '4.0': { prefix: 'CVSS:4.0/', base: BASE_4, optional: OPTIONAL_4, isOrdered: true },
  '3.1': { prefix: 'CVSS:3.1/', base: BASE_3, optional: OPTIONAL_3, isOrdered: false },
  '3.0': { prefix: 'CVSS:3.0/', base: BASE_3, optional: OPTIONAL_3, isOrdered: false },
  // Has no prefix of its own, so every text that the others do not claim is read as one.
  '2.0': { prefix: '', base: BASE_2, optional: OPTIONAL_2, isOrdered: true },
};
const VERSIONS = ['4.0', '3.1', '3.0', '2.0'] as const;

/**
 * Reads a vector of CVSS 2.0, 3.0, 3.1 or 4.0: every base metric once, every other metric at most once, values spelt as
 * the specification spells them. `undefined` for anything else. A vector of 2.0 may stand in parentheses.
 */
export const parseCvssVector = (text: string): CvssVector | undefined => {
  if (text.length > VECTOR_CHARS_MAX) return undefined;
  const version = VERSIONS.find((each) => text.startsWith(GRAMMARS[each].prefix)) ?? '2.0';
  const grammar = GRAMMARS[version];
  const body = version === '2.0' && /^\(.*\)$/.test(text) ? text.slice(1, -1) : text;
  const given = metricsOf(body.slice(grammar.prefix.length), grammar);
  if (given === undefined) return undefined;
  const base: string[] = [];
  for (const { name } of grammar.base) {
    const value = given.get(name);
    if (value === undefined) return undefined;
    base.push(`${name}:${value}`);
  }
  return { version, base: grammar.prefix + base.join('/') };
};

const metricsOf = (
  body: string,
  { base, optional, isOrdered }: Grammar,
): ReadonlyMap<string, string> | undefined => {
  const known = [...base, ...optional];
  const given = new Map<string, string>();
  let last = -1;
  for (const pair of body.split('/')) {
    const [name = '', value = '', more] = pair.split(':');
    const place = known.findIndex((metric) => metric.name === name);
    const isRight = more === undefined && known[place]?.values.includes(value) === true;
    if (!isRight || given.has(name) || (isOrdered && place <= last)) return undefined;
    given.set(name, value);
    last = place;
  }
  return given;
};

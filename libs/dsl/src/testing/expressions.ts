import type { Random } from './random.ts';

/** The tokens of a piece of source. */
export type Pieces = readonly string[];

/** What an expression may be made of: how deep it still may go, and where it stands. */
export type Room = {
  readonly random: Random;
  readonly depth: number;
  /** Inside a predicate of `vex.any` or `vex.all`, where bare names are fields. */
  readonly isPredicate?: boolean;
  /** In a profile, which cannot read the severity it decides. */
  readonly isProfile?: boolean;
};

/** Declarations of the open names that generated programs read. */
export const DECLARATIONS =
  'signals { epss: decimal; seen: boolean; floor: severity; note: string; reachability: string } env { exposure: string; ceiling: decimal }';

/** Texts that findings are likely to hold, and some they cannot. */
export const TEXTS = [
  'kev',
  'internet',
  'internal',
  'GHSA',
  'NVD',
  'a',
  'MIT',
  'GPL-3.0-only',
  'fixed',
  'affected',
  'not_affected',
  'component_not_present',
  'reachable',
  'CVE-2024-0001',
  'pkg:npm/a@1',
  'Ünï \u{1F600}',
  '',
  'Critical',
  'x"y\\z',
] as const;
const TAGGED = ['advisory', 'component', 'image'] as const;
const BANDS = ['None', 'Low', 'Medium', 'High', 'Critical'] as const;
const DECIMALS = [
  '0',
  '0.1',
  '3.9',
  '4',
  '+7.0',
  '8.9',
  '9',
  '10',
  '9.80',
  '-1',
  '0.000000001',
  '95',
  '100',
] as const;
const STRING_NAMES = [
  'severity.vector',
  'advisory.id',
  'advisory.source',
  'component.purl',
  'component.name',
  'component.version',
  'component.ecosystem',
  'component.fixed_version',
  'image.name',
  'image.digest',
  'vex.status',
  'vex.justification',
  'vex.source',
  'vex.timestamp',
  'env.exposure',
  'signals.note',
] as const;
const FIELDS = [
  'status',
  'justification',
  'source',
  'timestamp',
  'impact_statement',
  'action_statement',
] as const;
const ORDERS = ['<', '<=', '>', '>='] as const;
const EQUALITIES = ['==', '!='] as const;
export const VECTORS = [
  'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
  'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
  'AV:N/AC:L/Au:N/C:P/I:P/A:P',
] as const;

const deeper = (room: Room): Room => ({ ...room, depth: room.depth - 1 });
const call = (name: string, ...operands: readonly Pieces[]): Pieces => [
  name,
  '(',
  ...operands.flatMap((operand, index) => (index === 0 ? operand : [',', ...operand])),
  ')',
];

/** Text as a literal, with some of it escaped. */
export const literal = (text: string, random: Random): string => {
  const inner = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  const [first = ''] = text;
  if (!/[a-z]/i.test(first) || !random.chance(5)) return `"${inner}"`;
  return `"\\u{${(first.codePointAt(0) ?? 0).toString(16)}}${inner.slice(first.length)}"`;
};

/** A condition: an expression that is true, false or unknown. */
export const condition = (room: Room): Pieces => {
  const { random, depth } = room;
  if (depth <= 0) return test(room);
  const inner = deeper(room);
  switch (random.below(8)) {
    case 0:
      return joined(
        'and',
        random.several(2, 3, () => operandOf(inner)),
      );
    case 1:
      return joined(
        'or',
        random.several(2, 3, () => operandOf(inner)),
      );
    case 2:
      return ['not', ...operandOf(inner)];
    default:
      return test(room);
  }
};

const joined = (word: string, operands: readonly Pieces[]): Pieces =>
  operands.flatMap((operand, index) => (index === 0 ? operand : [word, ...operand]));

const operandOf = (room: Room): Pieces =>
  room.random.chance(40) ? test(room) : ['(', ...condition(room), ')'];

/** A condition without connectives. */
const test = (room: Room): Pieces => {
  const { random } = room;
  const inner = deeper(room);
  switch (random.below(13)) {
    case 0:
      return [random.pick(['true', 'false'])];
    case 1:
      return call(`${random.pick(TAGGED)}.has_tag`, text(inner));
    case 2:
      return quantifier(inner);
    case 3:
      return call('exists', random.chance(20) ? ['vex.latest', '(', ')'] : scalar(inner));
    case 4: {
      const sides = [random.chance(20) ? ['vex.latest', '(', ')'] : scalar(inner), ['null']];
      return compared(random.chance(50) ? sides : sides.toReversed(), random.pick(EQUALITIES));
    }
    case 5:
    case 6:
      return compared([decimal(inner), decimal(inner)], random.pick([...ORDERS, ...EQUALITIES]));
    case 7:
    case 8:
      return compared([text(inner), text(inner)], random.pick(EQUALITIES));
    case 9:
      return room.isProfile === true ? ['signals.seen'] : severityTest(inner);
    case 10:
      return compared([['signals.seen'], [random.pick(['true', 'false'])]], random.pick(EQUALITIES));
    case 11:
      return membership(inner);
    default:
      return random.chance(50)
        ? ['signals.seen']
        : compared([text(inner), [literal(random.pick(TEXTS), random)]], '==');
  }
};

const compared = (sides: readonly Pieces[], operator: string): Pieces => joined(operator, sides);

const quantifier = (room: Room): Pieces => {
  const { random } = room;
  if (room.depth < 0) return call('vex.any', ['status', '==', '"fixed"']);
  return call(random.pick(['vex.any', 'vex.all']), condition({ ...room, isPredicate: true }));
};

const severityTest = (room: Room): Pieces => {
  const { random } = room;
  const band = [`"${random.pick(BANDS)}"`];
  const sides = [severity(room), random.chance(60) ? band : severity(room)];
  if (random.chance(20)) return [...severity(room), 'in', ...list(random, () => [`"${random.pick(BANDS)}"`])];
  return compared(random.chance(50) ? sides : sides.toReversed(), random.pick([...ORDERS, ...EQUALITIES]));
};

const membership = (room: Room): Pieces => {
  const { random } = room;
  switch (random.below(4)) {
    case 0:
      return [...text(room), 'in', random.pick(['component.license', 'advisory.aliases'])];
    case 1:
      return [...decimal(room), 'in', ...list(random, () => [random.pick(DECIMALS)])];
    case 2:
      return [...text(room), 'in', ...list(random, () => text(room))];
    default:
      return [...text(room), 'in', ...list(random, () => [literal(random.pick(TEXTS), random)])];
  }
};

const list = (random: Random, item: () => Pieces): Pieces => [
  '[',
  ...joined(',', random.several(random.chance(5) ? 0 : 1, 4, item)),
  ']',
];

const scalar = (room: Room): Pieces => {
  switch (room.random.below(4)) {
    case 0:
      return decimal(room);
    case 1:
      return room.isProfile === true ? ['signals.floor'] : severity(room);
    case 2:
      return ['component.license'];
    default:
      return text(room);
  }
};

export const text = (room: Room): Pieces => {
  const { random, depth } = room;
  const inner = deeper(room);
  switch (random.below(depth <= 0 ? 5 : 9)) {
    case 0:
    case 1:
      return room.isPredicate === true ? [random.pick(FIELDS)] : [random.pick(STRING_NAMES)];
    case 2:
      return [literal(random.pick(TEXTS), random)];
    case 3:
      return ['vex.latest', '(', ')', '.', random.pick(FIELDS)];
    case 5:
      return call('lowercase', text(inner));
    case 6:
      return call('reach_state');
    case 7:
      return call('coalesce', ...random.several(1, 3, () => text(inner)));
    default:
      return [random.pick(STRING_NAMES)];
  }
};

export const decimal = (room: Room): Pieces => {
  const { random, depth } = room;
  const inner = deeper(room);
  const scores = room.isProfile === true ? ['cvss()'] : ['severity.score', 'risk_score()'];
  switch (random.below(depth <= 0 ? 4 : 8)) {
    case 0:
      return [random.pick(DECIMALS)];
    case 1:
      return [random.pick(['signals.epss', 'env.ceiling'])];
    case 2:
    case 3:
      return [random.pick(['signals.epss', ...scores])];
    case 4:
      return call('percent_of', decimal(inner), decimal(inner));
    case 5:
      return random.chance(40)
        ? call('cvss')
        : call('cvss', [random.pick(['"4.0"', '"3.1"', '"3.0"', '"2.0"', 'env.exposure'])]);
    case 6:
      return call('normalize_cvss', random.chance(50) ? ['severity.vector'] : [`"${random.pick(VECTORS)}"`]);
    default:
      return call('coalesce', ...random.several(1, 3, () => decimal(inner)));
  }
};

export const severity = (room: Room): Pieces => {
  const { random, depth } = room;
  switch (random.below(depth <= 0 ? 2 : 4)) {
    case 0:
      return [room.isProfile === true ? 'signals.floor' : 'severity.normalized'];
    case 1:
      return ['signals.floor'];
    case 2:
      return call('severity_band', random.chance(50) ? decimal(deeper(room)) : text(deeper(room)));
    default:
      return call('coalesce', ['signals.floor'], [`"${random.pick(BANDS)}"`]);
  }
};

import {
  condition,
  decimal,
  DECLARATIONS,
  literal,
  type Pieces,
  severity,
  text,
  TEXTS,
} from './expressions.ts';
import { type Random, randomOf } from './random.ts';

/** How large a generated program may be. */
export type Size = { readonly rules: number; readonly depth: number };
const SIZE: Size = { rules: 8, depth: 3 };

const STATUSES = [
  'affected',
  'not_affected',
  'fixed',
  'under_investigation',
  'blocked',
  'ignored',
  'deferred',
  'warned',
] as const;
/** Statuses that are read: always one, one or unknown, and hardly ever one. */
const READ_STATUSES: readonly [Pieces, ...Pieces[]] = [
  ['coalesce', '(', 'vex.status', ',', '"fixed"', ')'],
  ['vex.status'],
  ['signals.note'],
];
const SCORES = ['0', '0.1', '3.9', '4', '+7.0', '8.9', '9.25', '10'] as const;
const BANDS = ['None', 'Low', 'Medium', 'High', 'Critical'] as const;
const WEIGHTS = ['+0.5', '-0.25', '+0.0', '1', '-10', '0.000000001', '+3.5'] as const;
const INSTANTS = [
  '2023-11-14T22:13:20Z',
  '2023-11-14T22:13:20.000000001Z',
  '2024-01-01T00:00:00+02:00',
  '1999-12-31T23:59:59.5-08:00',
  '2030-06-01T00:00:00Z',
] as const;
const KEYS = ['note', 'ticket', 'rule', 'when', 'and', 'k'] as const;

/**
 * The source of a program that compiles, the same for the same seed. Together such programs use every operator,
 * function and action of the language.
 */
export const programOf = (seed: number, size: Size = SIZE): string =>
  tidied(programPieces(randomOf(seed), size));

/** The tokens of such a program: whatever blanks and comments stand between them, it means the same. */
export const programPieces = (random: Random, size: Size = SIZE): Pieces => [
  'policy',
  literal(random.pick(TEXTS), random),
  'syntax',
  '"stella-dsl@1"',
  '{',
  ...(random.chance(50) ? metadata(random) : []),
  ...settings(random),
  ...(random.chance(60) ? profile(random, size.depth) : []),
  ...random.several(0, size.rules, (index) => rule(random, index, size.depth)).flat(),
  '}',
];

const metadata = (random: Random): Pieces => [
  'metadata',
  '{',
  'description',
  '=',
  literal(random.pick(TEXTS), random),
  ';',
  'tags',
  ':',
  '[',
  '"a"',
  ',',
  'true',
  ',',
  '1.50',
  ']',
  ';',
  '}',
];

const settings = (random: Random): Pieces => [
  'settings',
  '{',
  ...(random.chance(50) ? ['shadow', '=', random.pick(['true', 'false']), ';'] : []),
  ...(random.chance(50) ? ['default_status', '=', `"${random.pick(STATUSES)}"`, ';'] : []),
  ...(DECLARATIONS.match(/\w+|[{}:;]/g) ?? []),
  '}',
];

const profile = (random: Random, depth: number): Pieces => {
  const sources = ['GHSA', 'NVD', 'a', 'OSV'].filter(() => random.chance(60));
  return [
    'profile',
    'severity',
    '{',
    ...(random.chance(70)
      ? [
          'map',
          'vendor_weight',
          '{',
          ...sources.flatMap((source) => ['source', `"${source}"`, '=>', random.pick(WEIGHTS)]),
          '}',
        ]
      : []),
    ...random
      .several(0, 2, (index) => [
        'env',
        `block${index}`,
        '{',
        ...random.several(0, 3, () => line(random, depth)).flat(),
        '}',
      ])
      .flat(),
    '}',
  ];
};

const line = (random: Random, depth: number): Pieces => [
  'if',
  ...condition({ random, depth: depth - 1, isProfile: true }),
  'then',
  random.pick(WEIGHTS),
  ...end(random),
];

const end = (random: Random): Pieces => random.pick([[], [';'], [';', ';']]).slice(0, 1);

const rule = (random: Random, index: number, depth: number): Pieces => [
  'rule',
  `r${index}`,
  ...(random.chance(70) ? ['priority', String(random.below(5) * 10)] : []),
  '{',
  'when',
  ...condition({ random, depth }),
  'then',
  ...actions(random),
  ...(random.chance(20) ? ['else', ...actions(random)] : []),
  ...(random.chance(90) ? ['because', literal(random.pick(TEXTS), random), ...end(random)] : []),
  '}',
];

const actions = (random: Random): Pieces =>
  random.several(1, 3, () => [...action(random), ...end(random)]).flat();

const action = (random: Random): Pieces => {
  const room = { random, depth: 1 };
  switch (random.below(10)) {
    case 0:
    case 1:
      return [
        'status',
        ':=',
        ...(random.chance(70) ? [`"${random.pick(STATUSES)}"`] : random.pick(READ_STATUSES)),
      ];
    case 2:
      return ['severity', ':=', ...rating(random)];
    case 3:
      return ['escalate', 'to', ...rating(random)];
    case 4:
      return ['warn', 'message', ...text(room)];
    case 5:
      return ['ignore', 'until', `"${random.pick(INSTANTS)}"`];
    case 6:
      return ['defer', 'until', `"${random.pick(INSTANTS)}"`];
    case 7:
      return [
        'requireVex',
        '{',
        'vendors',
        '=',
        '[',
        ...(random.chance(50) ? ['"a"', ',', '"v"'] : []),
        ']',
        ',',
        'justifications',
        '=',
        '[',
        '"component_not_present"',
        ',',
        literal(random.pick(TEXTS), random),
        ']',
        '}',
      ];
    default:
      return ['annotate', random.pick(KEYS), ':=', ...annotation(random)];
  }
};

const rating = (random: Random): Pieces => {
  const room = { random, depth: 1 };
  switch (random.below(4)) {
    case 0:
      return [random.pick(SCORES)];
    case 1:
      return [`"${random.pick(BANDS)}"`];
    case 2:
      return severity(room);
    default:
      // A bare literal would have to be a score.
      return [random.pick(['severity.score', 'signals.epss', 'env.ceiling', 'cvss()'])];
  }
};

const annotation = (random: Random): Pieces => {
  const room = { random, depth: 1 };
  switch (random.below(5)) {
    case 0:
      return decimal(room);
    case 1:
      return severity(room);
    case 2:
      return condition(room);
    case 3:
      return random.chance(50) ? ['component.license'] : ['[', ...text(room), ',', '"x"', ']'];
    default:
      return text(room);
  }
};

/** Tokens as text with a blank between them. */
export const tidied = (pieces: Pieces): string => `${pieces.join(' ')}\n`;

const BLANKS = [
  ' ',
  ' ',
  '\n',
  '\r\n',
  '\t',
  '\n\n\n',
  ' /* c */ ',
  '/* two\n  lines */',
  '// to the end\n',
  '\n// alone\n',
  '\n  /* alone */\n',
] as const;

/** Tokens as text with any blanks and comments between them. */
export const untidied = (pieces: Pieces, random: Random): string =>
  pieces.map((piece) => piece + random.pick(BLANKS)).join('');

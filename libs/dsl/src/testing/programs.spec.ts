import { canonicalBytes } from '@policy-registry/kernel';
import { describe, expect, it } from '@jest/globals';

import { COMPARISONS } from '../ast.ts';
import { compile } from '../compile.ts';
import { type IrAction, type IrExpression, IrPolicy } from '../ir.ts';
import { readIr } from '../policy.ts';
import { partsOf } from '../reads.ts';
import { faults } from './findings.ts';
import { programOf, programPieces, untidied } from './programs.ts';
import { randomOf } from './random.ts';

const EXPRESSIONS = [
  ...[
    'string',
    'decimal',
    'boolean',
    'severity',
    'list',
    'name',
    'field',
    'not',
    'and',
    'or',
    'in',
    ...COMPARISONS,
  ],
  ...['exists', 'coalesce', 'lowercase', 'has_tag', 'any', 'all', 'latest', 'normalize_cvss', 'cvss'],
  ...['severity_band', 'risk_score', 'reach_state', 'percent_of'],
];
const ACTIONS = ['status', 'severity', 'escalate', 'warn', 'annotate', 'ignore', 'defer', 'requireVex'];

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

describe('a generated program', () => {
  it('compiles, is the same for the same seed, and can be read back', () => {
    for (const seed of SEEDS) {
      const source = programOf(seed);
      expect(programOf(seed)).toBe(source);
      const compilation = compile(source);
      const errors = compilation.diagnostics.filter(({ severity }) => severity === 'error');
      expect({ source, errors }).toStrictEqual({ source, errors: [] });
      expect(() => readIr(compilation.compiled?.ir ?? new Uint8Array())).not.toThrow();
    }
  });

  it('compiles to RFC 8785 bytes', () => {
    for (const seed of SEEDS.slice(0, 100)) {
      const { ir } = compile(programOf(seed)).compiled ?? { ir: new Uint8Array() };
      expect(canonicalBytes(JSON.parse(new TextDecoder().decode(ir)))).toStrictEqual(ir);
    }
  });

  it('means the same with any blanks and comments between its tokens', () => {
    for (const seed of SEEDS.slice(0, 100)) {
      const pieces = programPieces(randomOf(seed));
      const untidy = untidied(pieces, randomOf(seed + 1));
      expect({ untidy, faults: faults(compile(untidy)).length }).toStrictEqual({
        untidy,
        faults: faults(compile(programOf(seed))).length,
      });
      expect(compile(untidy).compiled?.irDigest).toBe(compile(programOf(seed)).compiled?.irDigest);
    }
  });

  it('is one of many that use every operator, function and action', () => {
    const used = new Set<string>();
    const visit = (ir: IrExpression): void => {
      used.add(ir.op);
      partsOf(ir).forEach(visit);
    };
    const visitAction = (action: IrAction): void => {
      used.add(`action ${action.action}`);
      if ('value' in action) visit(action.value);
    };
    for (const seed of SEEDS) {
      const { ir } = compile(programOf(seed)).compiled ?? { ir: new Uint8Array() };
      const { rules, profiles } = IrPolicy.parse(JSON.parse(new TextDecoder().decode(ir)));
      for (const { lines } of profiles?.severity.env ?? []) lines.forEach(({ when }) => visit(when));
      for (const { when, then, else: otherwise = [] } of rules) {
        visit(when);
        [...then, ...otherwise].forEach(visitAction);
      }
    }
    expect([...used].sort()).toStrictEqual(
      [...EXPRESSIONS, ...ACTIONS.map((action) => `action ${action}`)].sort(),
    );
  });
});

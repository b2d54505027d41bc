import { STATUSES, type Status } from '@policy-registry/finding';
import { z } from 'zod';

import { isStorableText } from '../storable-text.ts';
import { ALLOWED_BUILTINS } from './allowed-builtins.ts';

/** Something that a pack may not contain. `name` is what stands in the source. */
export type ModuleFault = { readonly code: string; readonly message: string; readonly name?: string };

/** What the constants of a pack say, and how large it is. */
export type ModuleFacts = {
  readonly name: string;
  readonly isShadow: boolean;
  readonly defaultStatus: Status;
  readonly rules: readonly string[];
  readonly complexity: number;
};

const Term: z.ZodType<Term> = z.looseObject({ type: z.string(), value: z.unknown().optional() });
type Term = { type: string; value?: unknown };
const Terms = z.array(Term);
// Loose all the way: what is not named here is looked through as well.
const Rule = z.looseObject({
  head: z.looseObject({ name: z.string().optional(), ref: Terms.optional(), value: Term.optional() }),
  body: z.array(z.looseObject({ terms: z.unknown() })),
});
/** A module as OPA answers it: compiled, so that every reference stands in full. */
export const CompiledModule = z.object({
  package: z.object({ path: Terms }),
  rules: z.array(Rule).default([]),
});

/** Looks at a compiled module of the package `data.packs.<packageName>`: what is wrong, and what it says of itself. */
export const checkModule = (
  ast: z.infer<typeof CompiledModule>,
  packageName: string,
): { readonly faults: readonly ModuleFault[]; readonly facts: ModuleFacts } => {
  const own = ['data', 'packs', packageName];
  const faults: ModuleFault[] = [];
  if (dotted(ast.package.path) !== own.join('.')) {
    faults.push({ code: 'REGO_PACKAGE', message: 'the module must be `package policy`' });
  }
  let complexity = 0;
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    if ('type' in node) complexity += 1;
    faults.push(...faultsOf(node, own));
    Object.values(node).forEach(visit);
  };
  visit(ast.rules);
  const { facts, faults: wrong } = constantsOf(ast.rules);
  return { faults: distinct([...faults, ...wrong]), facts: { ...facts, complexity } };
};

const faultsOf = (node: object, own: readonly string[]): readonly ModuleFault[] => {
  const found: ModuleFault[] = [];
  const term = Term.safeParse(node);
  if (term.success && term.data.type === 'ref') {
    const path = Terms.safeParse(term.data.value).data ?? [];
    if (path[0]?.value === 'data' && !own.every((part, index) => path[index]?.value === part))
      found.push(foreign(dotted(path)));
  }
  const operator = operatorOf(node);
  if (operator !== undefined && operator[0] !== 'data' && !ALLOWED_BUILTINS.has(operator.join('.'))) {
    const name = operator.join('.');
    found.push({
      code: 'REGO_BUILTIN_FORBIDDEN',
      message: `${name} is none of the functions that depend on their arguments alone`,
      name,
    });
  }
  return found;
};

/** The function that an expression or a term calls. */
const operatorOf = (node: object): readonly string[] | undefined => {
  const called =
    'type' in node && node.type === 'call' && 'value' in node
      ? node.value
      : 'terms' in node && Array.isArray(node.terms)
        ? node.terms
        : undefined;
  if (called !== undefined) return nameIn(Terms.safeParse(called).data?.[0]);
  // `with f as g` calls g wherever f stands.
  return 'target' in node && 'value' in node ? functionIn(Term.safeParse(node.value).data) : undefined;
};

const nameIn = (term: Term | undefined): readonly string[] | undefined =>
  term?.type === 'ref' ? Terms.safeParse(term.value).data?.map(({ value }) => String(value)) : undefined;

/** The name of what takes the place of something, unless it is a value. */
const functionIn = (term: Term | undefined): readonly string[] | undefined => {
  const name = term?.type === 'var' ? [String(term.value)] : nameIn(term);
  return name === undefined || name[0] === 'input' || name[0]?.startsWith('__local') ? undefined : name;
};

const foreign = (name: string): ModuleFault => ({
  code: 'REGO_DATA_FOREIGN',
  message: `${name} is not of the pack: what a pack reads is \`input\` and itself`,
  name: name.split('.').slice(0, 2).join('.'),
});

const constantsOf = (rules: readonly z.infer<typeof Rule>[]) => {
  const faults: ModuleFault[] = [];
  /** The value of a rule that is nothing but a value; `undefined` without such a rule. */
  const constant = <Value>(name: string, shape: z.ZodType<Value>, expected: string): Value | undefined => {
    const own = rules.filter(({ head }) => nameOf(head) === name);
    const [only] = own;
    if (only === undefined) return undefined;
    const value = own.length === 1 && isUnconditional(only.body) ? plainOf(only.head.value) : undefined;
    const read = shape.safeParse(value);
    if (read.success && isStorableText(read.data)) return read.data;
    faults.push({
      code: 'REGO_NOT_CONSTANT',
      message: `\`${name}\` must be ${expected}, as a constant`,
      name,
    });
    return undefined;
  };
  if (!rules.some(({ head }) => nameOf(head) === 'outcome'))
    faults.push({ code: 'REGO_NO_OUTCOME', message: 'the pack has no rule `outcome`' });
  const facts = {
    name: constant('name', z.string().min(1).max(200), 'a text of 1 to 200 characters') ?? 'policy',
    isShadow: constant('shadow', z.boolean(), 'true or false') ?? false,
    defaultStatus:
      constant('default_status', z.enum(STATUSES), `one of ${STATUSES.join(', ')}`) ?? 'affected',
    rules: constant('rules', z.array(z.string().min(1)), 'a list of texts') ?? [],
  };
  return { faults, facts };
};

const nameOf = ({ name, ref }: z.infer<typeof Rule>['head']): string | undefined =>
  ref === undefined ? name : String(ref[0]?.value);

const isUnconditional = (body: z.infer<typeof Rule>['body']): boolean =>
  body.every(({ terms }) => {
    const term = Term.safeParse(terms);
    return term.success && term.data.type === 'boolean' && term.data.value === true;
  });

/** A term that is a value and nothing else, as JSON. */
const plainOf = (term: Term | undefined): unknown => {
  if (term?.type === 'string' || term?.type === 'boolean') return term.value;
  if (term?.type !== 'array') return undefined;
  return Terms.safeParse(term.value).data?.map(plainOf);
};

const dotted = (path: readonly Term[]): string => path.map(({ value }) => String(value)).join('.');

const distinct = (faults: readonly ModuleFault[]): readonly ModuleFault[] => [
  ...new Map(faults.map((fault) => [`${fault.code} ${fault.message}`, fault])).values(),
];

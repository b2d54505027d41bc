import type { Contender, OpenContender } from '../engine/contender.ts';
import type { Condition } from '../engine/rules.ts';
import { loadPeer, peerVersion } from './load.ts';

const PACKAGE = 'casbin';

/** The part of the library that is measured, in its own names. */
type Casbin = {
  readonly newModelFromString: (text: string) => unknown;
  readonly newEnforcer: (model: unknown, adapter: unknown) => Promise<Enforcer>;
  readonly StringAdapter: new (policy: string) => unknown;
};
type Enforcer = {
  readonly addFunction: (
    name: string,
    call: (list: readonly string[], item: string) => boolean,
  ) => Promise<void>;
  readonly enforceSync: (finding: object) => boolean;
};

// The first rule that matches decides, in the order of the policy; what no rule matches is not blocked.
const MODEL = `
[request_definition]
r = f

[policy_definition]
p = rule, eft

[policy_effect]
e = priority(p.eft) || deny

[matchers]
m = eval(p.rule)
`;

/** Casbin with attributes: a rule is an expression over the request, `allow` means blocked. */
export const openCasbin: OpenContender = async (rules, cases): Promise<Contender> => {
  const { newEnforcer, newModelFromString, StringAdapter } = loadPeer(PACKAGE, isCasbin);
  const lines = rules.map(({ when, effect }) => {
    const rule = when.map(expression).join(' && ').replaceAll('"', '""');
    return `p, "${rule}", ${effect === 'block' ? 'allow' : 'deny'}`;
  });
  const enforcer = await newEnforcer(newModelFromString(MODEL), new StringAdapter(lines.join('\n')));
  await enforcer.addFunction('has', (list, item) => list.includes(item));
  return {
    name: `casbin ${peerVersion(PACKAGE)}`,
    decide: (from, count) => cases.slice(from, from + count).map(({ facts }) => enforcer.enforceSync(facts)),
  };
};

const expression = (condition: Condition): string => {
  if ('not' in condition) return `!(${expression(condition.not)})`;
  if ('any' in condition) return `(${condition.any.map(expression).join(' || ')})`;
  const fact = `r.f.${condition.fact}`;
  switch (condition.is) {
    case 'true':
      return fact;
    case 'contains':
      return `has(${fact}, '${condition.value}')`;
    case 'equals':
      return `${fact} == '${condition.value}'`;
    case 'at least':
      return `${fact} >= ${condition.value}`;
    case 'below':
      return `${fact} < ${condition.value}`;
  }
};

const isCasbin = (loaded: unknown): loaded is Casbin =>
  typeof loaded === 'object' &&
  loaded !== null &&
  'newEnforcer' in loaded &&
  'newModelFromString' in loaded &&
  'StringAdapter' in loaded;

import type { Contender, OpenContender } from '../engine/contender.ts';
import type { Condition } from '../engine/rules.ts';
import { loadPeer, peerVersion } from './load.ts';

const PACKAGE = '@cedar-policy/cedar-wasm';

/** The part of the library that is measured, in its own names. */
type Cedar = {
  readonly preparsePolicySet: (id: string, policies: object) => { readonly type: string };
  readonly statefulIsAuthorized: (call: object) => Answer;
};
type Answer =
  | { readonly type: 'success'; readonly response: { readonly decision: 'allow' | 'deny' } }
  | { readonly type: 'failure'; readonly errors: readonly object[] };

const entity = (type: string): object => ({ type, id: 'x' });

/** Cedar with the policy set parsed beforehand: `permit` means blocked, and `forbid`, which wins, spared. */
export const openCedar: OpenContender = async (rules, cases): Promise<Contender> => {
  const { preparsePolicySet, statefulIsAuthorized } = loadPeer(`${PACKAGE}/nodejs`, isCedar);
  const policies = rules.map(({ when, effect }) => {
    const condition = when.map(expression).join(' && ');
    return `${effect === 'block' ? 'permit' : 'forbid'}(principal, action, resource) when { ${condition} };`;
  });
  const preparsedPolicySetId = `rules-${rules.length}`;
  const parsed = preparsePolicySet(preparsedPolicySetId, { staticPolicies: policies.join('\n') });
  if (parsed.type !== 'success') throw new Error(`Cedar does not parse the rules: ${JSON.stringify(parsed)}`);
  const calls = cases.map(({ facts }) => ({
    principal: entity('Scheduler'),
    action: entity('Action'),
    resource: entity('Finding'),
    context: facts,
    preparsedPolicySetId,
    entities: [],
  }));
  return {
    name: `cedar-wasm ${peerVersion(PACKAGE)}, pre-parsed`,
    decide: (from, count) =>
      calls.slice(from, from + count).map((call) => {
        const answer = statefulIsAuthorized(call);
        if (answer.type === 'failure') throw new Error(`Cedar fails: ${JSON.stringify(answer.errors)}`);
        return answer.response.decision === 'allow';
      }),
  };
};

const expression = (condition: Condition): string => {
  if ('not' in condition) return `!(${expression(condition.not)})`;
  if ('any' in condition) return `(${condition.any.map(expression).join(' || ')})`;
  const fact = `context.${condition.fact}`;
  switch (condition.is) {
    case 'true':
      return fact;
    case 'contains':
      return `${fact}.contains("${condition.value}")`;
    case 'equals':
      return `${fact} == "${condition.value}"`;
    case 'at least':
      return `${fact} >= ${condition.value}`;
    case 'below':
      return `${fact} < ${condition.value}`;
  }
};

const isCedar = (loaded: unknown): loaded is Cedar =>
  typeof loaded === 'object' &&
  loaded !== null &&
  'preparsePolicySet' in loaded &&
  'statefulIsAuthorized' in loaded;

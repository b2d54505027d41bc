import { compile, evaluateAll, readIr } from '@policy-registry/dsl';

import type { OpenContender } from './contender.ts';
import { SETTING } from './decisions.ts';
import { policySource } from './rules.ts';

/** The registry's own engine, as a simulation calls it: many findings at once, whole outcomes. */
export const openRegistryEngine: OpenContender = async (rules, cases) => {
  const { compiled, diagnostics } = compile(policySource(rules));
  if (compiled === undefined) throw new Error(`the policy does not compile: ${JSON.stringify(diagnostics)}`);
  const policy = readIr(compiled.ir);
  const findings = cases.map(({ finding }) => finding);
  return {
    name: 'policy registry',
    decide: (from, count) =>
      evaluateAll(policy, findings.slice(from, from + count), SETTING).map(
        (outcome) => outcome.kind === 'decided' && outcome.status === 'blocked',
      ),
  };
};

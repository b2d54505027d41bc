import { describe, expect, it } from '@jest/globals';

import { embeddedPolicyEngine } from './embedded-policy-engine.ts';
import { policyEngineContract } from './testing/policy-engine-contract.ts';

policyEngineContract('embeddedPolicyEngine', async () => embeddedPolicyEngine());

describe('embeddedPolicyEngine', () => {
  it('answers with the right policy when there are more than it keeps ready', async () => {
    const engine = embeddedPolicyEngine();
    const statuses = ['affected', 'fixed', 'ignored', 'deferred'];
    const irs: Uint8Array[] = [];
    for (let index = 0; index < 100; index += 1) {
      const status = statuses[index % statuses.length] ?? '';
      const source = `policy "P${index}" syntax "stella-dsl@1" { settings { default_status = "${status}" } }`;
      const { compiled } = await engine.compile(
        new Map([['policy.stella', new TextEncoder().encode(source)]]),
      );
      if (compiled !== undefined) irs.push(compiled.ir);
    }
    const finding = {
      component: {},
      advisory: { id: 'CVE-1', aliases: [], ratings: [] },
      image: {},
      vex: [],
      signals: {},
    };
    const answers: unknown[] = [];
    for (const ir of [...irs, ...irs]) {
      const [outcome] = await engine.evaluate(ir, [finding], { evaluatedAtMs: 0, env: {} });
      answers.push(outcome?.kind === 'decided' ? outcome.status : outcome);
    }
    expect(answers).toStrictEqual(
      Array.from({ length: 200 }, (_, index) => statuses[index % statuses.length]),
    );
  });
});

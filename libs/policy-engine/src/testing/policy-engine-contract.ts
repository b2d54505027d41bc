import { describe, expect, it } from '@jest/globals';
import type { FindingTuple, PolicyEngine } from '@policy-registry/finding';
import { canonicalBytes, sha256Hex } from '@policy-registry/kernel';

import { STELLA_POLICY, type ContractPolicy } from './contract-policies.ts';

const FINDING: FindingTuple = {
  component: { purl: 'pkg:npm/left-pad@1.0.0', name: 'left-pad', version: '1.0.0', ecosystem: 'npm' },
  advisory: {
    id: 'CVE-2024-0001',
    aliases: [],
    tags: ['kev'],
    ratings: [{ version: '3.1', source: 'NVD', score: '9.1' }],
  },
  image: { name: 'registry.example/shop:1', tags: [] },
  vex: [],
  signals: {},
};
const EXCUSED: FindingTuple = {
  ...FINDING,
  vex: [{ status: 'fixed', documentDigest: 'a'.repeat(64), index: 0 }],
};
const { tags: _tags, ...untaggedAdvisory } = FINDING.advisory;
const UNTAGGED: FindingTuple = { ...FINDING, advisory: untaggedAdvisory };

const SETTING = { evaluatedAtMs: 1_735_689_600_000, env: { exposure: 'internal' } };
const BLOCKED = {
  kind: 'decided',
  status: 'blocked',
  severity: { score: '9.1', band: 'Critical' },
  rule: 'block_known_exploited',
  warnings: [],
  annotations: { ticket: 'SEC' },
  undecided: [],
};

/** What every adapter of the Policy Engine MUST do; `start` gives one that is ready. */
export const policyEngineContract = (
  name: string,
  start: () => Promise<PolicyEngine>,
  {
    entryFile,
    source: ownSource,
    faulty,
    notEvaluable,
    trace: expectedTrace,
  }: ContractPolicy = STELLA_POLICY,
): void => {
  const filesOf = (source: string): ReadonlyMap<string, Uint8Array> =>
    new Map([[entryFile, new TextEncoder().encode(source)]]);
  const irOf = async (engine: PolicyEngine, source = ownSource): Promise<Uint8Array> => {
    const { compiled, diagnostics } = await engine.compile(filesOf(source));
    if (compiled === undefined)
      throw new Error(`the policy does not compile: ${JSON.stringify(diagnostics)}`);
    return compiled.ir;
  };

  describe(`${name} as a Policy Engine`, () => {
    it('names its build', async () => {
      expect((await start()).build).toMatch(/^[A-Za-z0-9@._+-]{1,128}$/);
    });

    it('compiles to canonical IR under its SHA-256, with the rules in evaluation order', async () => {
      const { compiled, diagnostics } = await (await start()).compile(filesOf(ownSource));
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toStrictEqual([]);
      if (compiled === undefined) throw new Error('nothing was compiled');
      expect(canonicalBytes(JSON.parse(new TextDecoder().decode(compiled.ir)))).toStrictEqual(
        new Uint8Array(compiled.ir),
      );
      expect(compiled.irDigest).toBe(sha256Hex(compiled.ir));
      expect(compiled.name).toBe('Contract');
      expect(compiled.isShadow).toBe(false);
      expect(compiled.rules).toStrictEqual(['accept_vendor', 'block_known_exploited', 'watch_internet']);
    });

    it('compiles reformatted sources to the same digest', async () => {
      const engine = await start();
      const reformatted = ownSource.replaceAll('\n  ', '\n      ').replaceAll('==', ' == ');
      expect(sha256Hex(await irOf(engine, reformatted))).toBe(sha256Hex(await irOf(engine)));
    });

    it('says where sources are at fault and compiles nothing', async () => {
      const { compiled, diagnostics } = await (await start()).compile(filesOf(faulty.source));
      expect(compiled).toBeUndefined();
      expect(diagnostics).toContainEqual(
        expect.objectContaining({
          severity: 'error',
          file: entryFile,
          line: faulty.line,
          column: faulty.column,
        }),
      );
    });

    it('answers in the order of the findings', async () => {
      const engine = await start();
      const outcomes = await engine.evaluate(
        await irOf(engine),
        [EXCUSED, FINDING, UNTAGGED, EXCUSED],
        SETTING,
      );
      expect(
        outcomes.map((outcome) => (outcome.kind === 'decided' ? outcome.status : outcome.kind)),
      ).toStrictEqual(['not_affected', 'blocked', 'not_evaluable', 'not_affected']);
      expect(outcomes[1]).toStrictEqual(BLOCKED);
      expect(outcomes[2]).toStrictEqual(notEvaluable);
    });

    it('answers the same twice, also in another process of the same build', async () => {
      const [first, second] = [await start(), await start()];
      const findings = [FINDING, EXCUSED, UNTAGGED];
      expect(await second.evaluate(await irOf(second), findings, SETTING)).toStrictEqual(
        await first.evaluate(await irOf(first), findings, SETTING),
      );
    });

    it('reads the environment that it is given', async () => {
      const engine = await start();
      const ir = await irOf(engine, ownSource.replace('"kev"', '"none"'));
      const [outcome] = await engine.evaluate(ir, [FINDING], { ...SETTING, env: { exposure: 'internet' } });
      expect(outcome).toMatchObject({
        status: 'affected',
        rule: 'watch_internet',
        warnings: ['reachable from outside'],
      });
    });

    it('explains an outcome as it evaluated it, rule by rule', async () => {
      const engine = await start();
      const ir = await irOf(engine);
      const { outcome, trace } = await engine.explain(ir, FINDING, SETTING);
      expect(outcome).toStrictEqual(BLOCKED);
      expect(trace.map(({ rule, value }) => [rule, value])).toStrictEqual(expectedTrace);
    });

    it('refuses what no compiler gave', async () => {
      const engine = await start();
      const refused = { name: 'EngineRefused', code: 'IR_INVALID' };
      for (const ir of ['{}', 'no JSON'].map((text) => new TextEncoder().encode(text))) {
        await expect(engine.evaluate(ir, [FINDING], SETTING)).rejects.toMatchObject(refused);
        await expect(engine.explain(ir, FINDING, SETTING)).rejects.toMatchObject(refused);
      }
    });
  });
};

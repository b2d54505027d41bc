import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FindingTuple, PolicyEngine } from '@policy-registry/finding';

import { embeddedPolicyEngine } from '../embedded-policy-engine.ts';
import { REGO_POLICY } from '../testing/contract-policies.ts';
import { runningOpa, type RunningOpa } from '../testing/opa-server.ts';
import { policyEngineContract } from '../testing/policy-engine-contract.ts';
import { opaPolicyEngine } from './opa-policy-engine.ts';

const START_MS = 60_000;
const SETTING = { evaluatedAtMs: Date.UTC(2026, 2, 1), env: { exposure: 'internal' } };
const FINDING: FindingTuple = {
  component: { purl: 'pkg:npm/left-pad@1.0.0', name: 'left-pad', version: '1.0.0' },
  advisory: {
    id: 'CVE-2024-0001',
    aliases: [],
    tags: ['kev'],
    ratings: [{ version: '3.1', source: 'NVD', score: '7.5' }],
  },
  image: {},
  vex: [],
  signals: {},
};

let opa: RunningOpa;
let engine: PolicyEngine;
beforeAll(async () => {
  opa = await runningOpa();
  engine = await opaPolicyEngine({ url: opa.url });
}, START_MS);
afterAll(() => opa.stop());

policyEngineContract('opaPolicyEngine', () => opaPolicyEngine({ url: opa.url }), REGO_POLICY);

const packOf = (body: string): ReadonlyMap<string, Uint8Array> =>
  new Map([['policy.rego', new TextEncoder().encode(`package policy\n\n${body}\n`)]]);
const compile = (body: string) => engine.compile(packOf(body));
const irOf = async (body: string): Promise<Uint8Array> => {
  const { compiled, diagnostics } = await compile(body);
  if (compiled === undefined) throw new Error(JSON.stringify(diagnostics));
  return compiled.ir;
};
const outcomesOf = async (body: string, ...findings: readonly FindingTuple[]) =>
  engine.evaluate(await irOf(body), findings.length === 0 ? [FINDING] : findings, SETTING);

describe('a Rego pack', () => {
  it('is pinned with the version of OPA and of the mapping', () => {
    expect(engine.build).toMatch(/^opa-\d+\.\d+\.\d+\+rego-pack\.1$/);
    expect(engine.languages).toStrictEqual([{ name: 'rego-pack@1', entryFile: 'policy.rego' }]);
  });

  it('says of itself what its constants say', async () => {
    const { compiled } = await compile(
      'name := "Mine"\nshadow := true\nrules := ["b", "a"]\ndefault_status := "fixed"\noutcome := {"status": "blocked"} if false',
    );
    expect(compiled).toMatchObject({ name: 'Mine', isShadow: true, rules: ['b', 'a'] });
    expect(JSON.parse(new TextDecoder().decode(compiled?.ir))).toMatchObject({
      syntax: 'rego-pack@1',
      settings: { default_status: 'fixed', shadow: true },
      rules: [{ name: 'b' }, { name: 'a' }],
    });
  });

  it.each([
    [
      'its status alone',
      '{"status": "blocked"}',
      { status: 'blocked', severity: { score: '7.5', band: 'High' } },
    ],
    ['a band', '{"status": "warned", "severity": "Low"}', { severity: { score: '0.1', band: 'Low' } }],
    [
      'a score',
      '{"status": "warned", "severity": "9.25"}',
      { severity: { score: '9.25', band: 'Critical' } },
    ],
    ['warnings', '{"status": "warned", "warnings": ["a", "a"]}', { warnings: ['a', 'a'] }],
    [
      'annotations',
      '{"status": "warned", "annotations": {"a": "x", "b": true, "c": ["y"]}}',
      { annotations: { a: 'x', b: true, c: ['y'] } },
    ],
    [
      'the finding',
      '{"status": "warned", "warnings": [input.finding.component.purl]}',
      { warnings: ['pkg:npm/left-pad@1.0.0'] },
    ],
    ['the environment', '{"status": "warned", "warnings": [input.env.exposure]}', { warnings: ['internal'] }],
    [
      'the time that was given',
      '{"status": "warned", "warnings": [input.evaluated_at]}',
      { warnings: ['2026-03-01T00:00:00.000Z'] },
    ],
  ])('decides by %s', async (_what, outcome, expected) => {
    expect(await outcomesOf(`outcome := ${outcome}`)).toStrictEqual([
      expect.objectContaining({ kind: 'decided', undecided: [], ...expected }),
    ]);
  });

  it('leaves a finding that it says nothing of at its default', async () => {
    expect(
      await outcomesOf('default_status := "deferred"\noutcome := {"status": "blocked"} if input.env.none'),
    ).toStrictEqual([
      {
        kind: 'decided',
        status: 'deferred',
        severity: { score: '7.5', band: 'High' },
        warnings: [],
        annotations: {},
        undecided: [],
      },
    ]);
  });

  it('cannot evaluate what it names as missing, unless it decides', async () => {
    const body =
      'outcome := {"status": "blocked"} if input.env.none\nmissing contains "b" if true\nmissing contains "a" if true';
    expect(await outcomesOf(body)).toStrictEqual([
      { kind: 'not_evaluable', missing: ['a', 'b'], undecided: [] },
    ]);
    expect(await outcomesOf(body.replace(' if input.env.none', ''))).toMatchObject([{ kind: 'decided' }]);
  });

  it.each([
    ['no status', '{"warnings": []}'],
    ['a status that there is not', '{"status": "fine"}'],
    ['a member too many', '{"status": "blocked", "note": 1}'],
    ['a number for a severity', '{"status": "blocked", "severity": 9.8}'],
    ['a score beyond 10', '{"status": "blocked", "severity": "10.1"}'],
    ['a rule that it does not list', '{"status": "blocked", "rule": "other"}'],
    ['no object', '"blocked"'],
  ])('that says %s makes the outcome an error', async (_what, outcome) => {
    expect(await outcomesOf(`outcome := ${outcome}`)).toStrictEqual([
      { kind: 'error', error: 'BAD_VALUE_IN_ACTION', undecided: [] },
    ]);
  });

  it('that contradicts itself over some findings makes those alone errors', async () => {
    const body = `outcome := {"status": "blocked"}
      outcome := {"status": "fixed"} if startswith(input.finding.advisory.id, "CVE-7")`;
    const findings = Array.from({ length: 20 }, (_, index) => ({
      ...FINDING,
      advisory: { ...FINDING.advisory, id: `CVE-${index}` },
    }));
    const kinds = (await outcomesOf(body, ...findings)).map(({ kind }) => kind);
    expect(kinds).toStrictEqual(findings.map((_, index) => (index === 7 ? 'error' : 'decided')));
  });

  it('gives the same classes as stella-dsl for the same policy, over many findings', async () => {
    const stella = `policy "same" syntax "stella-dsl@1" {
      rule severe priority 1 { when severity.normalized >= "High" and advisory.has_tag("kev")
        then status := "blocked"; severity := "Critical" because "severe" }
    }`;
    const rego = `rules := ["severe"]
      outcome := {"status": "blocked", "severity": "Critical", "rule": "severe"} if {
        input.severity.band in {"High", "Critical"}
        "kev" in input.finding.advisory.tags
      }
      missing contains "severity.normalized" if not input.severity.band
      missing contains "advisory.has_tag" if {
        input.severity.band in {"High", "Critical"}
        not input.finding.advisory.tags
      }`;
    const embedded = embeddedPolicyEngine();
    const { compiled } = await embedded.compile(
      new Map([['policy.stella', new TextEncoder().encode(stella)]]),
    );
    const findings = Array.from({ length: 1_100 }, (_, index): FindingTuple => {
      const { tags: _tags, ...untagged } = FINDING.advisory;
      const score = String(index % 11);
      const advisory =
        index % 3 === 0 ? untagged : { ...FINDING.advisory, tags: index % 2 === 0 ? ['kev'] : [] };
      return { ...FINDING, advisory: { ...advisory, ratings: [{ version: '3.1', source: 'NVD', score }] } };
    });
    const expected = await embedded.evaluate(compiled?.ir ?? new Uint8Array(), findings, SETTING);
    const withoutUndecided = expected.map((outcome) => ({ ...outcome, undecided: [] }));
    expect(await outcomesOf(rego, ...findings)).toStrictEqual(withoutUndecided);
    expect(new Set(expected.map(({ kind }) => kind))).toStrictEqual(new Set(['decided', 'not_evaluable']));
  });
});

describe('what a Rego pack may not do', () => {
  it.each([
    ['read the clock', 'x := time.now_ns()', 'REGO_BUILTIN_FORBIDDEN', 5, 6],
    ['read the clock in a comprehension', 'x := [y | y := time.now_ns()]', 'REGO_BUILTIN_FORBIDDEN', 5, 16],
    ['use a time zone of the machine', 'x := time.clock([0, "Local"])', 'REGO_BUILTIN_FORBIDDEN', 5, 6],
    [
      'ask the network',
      'x := http.send({"method": "get", "url": "http://x"})',
      'REGO_BUILTIN_FORBIDDEN',
      5,
      6,
    ],
    ['look a name up', 'x := net.lookup_ip_addr("x")', 'REGO_BUILTIN_FORBIDDEN', 5, 6],
    ['draw a number', 'x := rand.intn("a", 9)', 'REGO_BUILTIN_FORBIDDEN', 5, 6],
    ['make an id', 'x := uuid.rfc4122("a")', 'REGO_BUILTIN_FORBIDDEN', 5, 6],
    ['read the settings of the server', 'x := opa.runtime()', 'REGO_BUILTIN_FORBIDDEN', 5, 6],
    ['write a trace', 'x if trace("x")', 'REGO_BUILTIN_FORBIDDEN', 5, 6],
    ['read data of others', 'x := data.others.thing', 'REGO_DATA_FOREIGN', 5, 6],
    ['read data of others by a name', 'x := data[input.env.name]', 'REGO_RECURSION_ERROR', 5, 1],
    ['read all data', 'x := data', 'REGO_RECURSION_ERROR', 5, 1],
    ['replace data of others', 'x if outcome with data.other as 1', 'REGO_DATA_FOREIGN', 5, 19],
    ['hide it in a branch', 'x := 1 if { input.env.x } else := data.other.y', 'REGO_DATA_FOREIGN', 5, 35],
    ['hide it in an argument', 'f(a) := a + time.now_ns()\nx := f(1)', 'REGO_BUILTIN_FORBIDDEN', 5, 13],
    ['hide it behind every', 'x if every a in [1] { a < time.now_ns() }', 'REGO_BUILTIN_FORBIDDEN', 5, 27],
    ['hide it behind an import', 'x := c\nc := z if { z := data["other"].y }', 'REGO_DATA_FOREIGN', 1, 1],
    [
      'call it under another name',
      'x := y if { y := lower("a") with lower as uuid.rfc4122 }',
      'REGO_BUILTIN_FORBIDDEN',
      5,
      43,
    ],
    ['compute a setting', 'default_status := input.env.x', 'REGO_NOT_CONSTANT', 5, 1],
    ['have a default that is no status', 'default_status := "fine"', 'REGO_NOT_CONSTANT', 5, 1],
    ['hold template strings', 'x := $"{input.env.x}"', 'REGO_TEMPLATE', 5, 6],
    ['call what is not there', 'x := missing_function(1)', 'REGO_TYPE_ERROR', 5, 6],
    ['stop in the middle', 'x := {', 'REGO_PARSE_ERROR', 6, 1],
  ])('%s', async (_what, line, code, row, column) => {
    const { compiled, diagnostics } = await compile(`outcome := {"status": "blocked"}\n\n${line}`);
    expect(compiled).toBeUndefined();
    expect(diagnostics).toContainEqual(
      expect.objectContaining({ severity: 'error', code, file: 'policy.rego', line: row, column }),
    );
  });

  it('lack a rule `outcome`', async () => {
    expect((await compile('x := 1')).diagnostics).toMatchObject([{ code: 'REGO_NO_OUTCOME' }]);
  });

  it('be of another package, or of several files, or no text', async () => {
    const codesOf = async (files: Readonly<Record<string, string | Uint8Array>>) => {
      const bytes = Object.entries(files).map(
        ([path, text]) => [path, typeof text === 'string' ? new TextEncoder().encode(text) : text] as const,
      );
      return (await engine.compile(new Map(bytes))).diagnostics.map(({ code, file }) => [code, file]);
    };
    const good = 'package policy\noutcome := {"status": "blocked"}\n';
    expect(await codesOf({ 'policy.rego': good.replace('policy', 'mine') })).toContainEqual([
      'REGO_PACKAGE',
      'policy.rego',
    ]);
    expect(await codesOf({ 'policy.rego': good, 'b.rego': good })).toStrictEqual([
      ['REGO_MODULES_MANY', 'b.rego'],
    ]);
    expect(await codesOf({ 'policy.rego': good, 'policy_test.rego': good, 'README.md': '' })).toStrictEqual(
      [],
    );
    expect(await codesOf({ 'policy.rego': new Uint8Array([0xff]) })).toStrictEqual([
      ['REGO_MISSING_ENTRY', 'policy.rego'],
    ]);
    expect(await codesOf({})).toStrictEqual([['REGO_MISSING_ENTRY', 'policy.rego']]);
  });

  it('come back as compiled bytes that no compilation gave', async () => {
    const pack = JSON.parse(new TextDecoder().decode(await irOf('outcome := {"status": "blocked"}')));
    const forged = { ...pack, module: `${pack.module}x := time.now_ns()\n` };
    await expect(
      engine.evaluate(new TextEncoder().encode(JSON.stringify(forged)), [FINDING], SETTING),
    ).rejects.toMatchObject({ name: 'EngineRefused', code: 'IR_INVALID' });
  });
});

describe('the same Rego pack', () => {
  const body = `# first
outcome := {"status": "blocked", "rule": names[0]} if {
	count(data.policy.names) == 1   # odd
	input.finding.component.name == \`left-pad\`
}

names := ["data.policy"]
rules := ["data.policy"]
`;

  it('has one digest whatever its comments, blanks and empty lines are, and answers the same', async () => {
    const other = body
      .replace('# first\n', '')
      .replaceAll('\t', '        ')
      .replace('   # odd', '')
      .replaceAll('\n\n', '\n\n\n');
    const [one, two] = [await irOf(body), await irOf(other)];
    expect(two).toStrictEqual(one);
    expect(await engine.evaluate(one, [FINDING], SETTING)).toMatchObject([
      { status: 'blocked', rule: 'data.policy' },
    ]);
  });

  it('has another digest when a text in it differs by one blank', async () => {
    expect(await irOf(body.replaceAll('"data.policy"', '"data. policy"'))).not.toStrictEqual(
      await irOf(body),
    );
  });

  it(
    'is put there again when OPA was restarted',
    async () => {
      const own = await runningOpa();
      const over = await opaPolicyEngine({ url: own.url, guard: { pauseMs: 200 } });
      const { compiled } = await over.compile(packOf(body));
      const ir = compiled?.ir ?? new Uint8Array();
      const before = await over.evaluate(ir, [FINDING], SETTING);
      await own.stop();
      const again = await runningOpa(own.port);
      expect(await over.evaluate(ir, [FINDING], SETTING)).toStrictEqual(before);
      await again.stop();
      await expect(over.evaluate(ir, [FINDING], SETTING)).rejects.toMatchObject({ code: 'UNREACHABLE' });
    },
    START_MS,
  );

  it(
    'is right among more packs than lie in OPA at once',
    async () => {
      const irs = [];
      for (let index = 0; index < 20; index += 1)
        irs.push(await irOf(`rules := ["r${index}"]\noutcome := {"status": "blocked", "rule": "r${index}"}`));
      for (const [index, ir] of [...irs.entries(), ...irs.entries()])
        expect(await engine.evaluate(ir, [FINDING], SETTING)).toMatchObject([{ rule: `r${index}` }]);
    },
    START_MS,
  );
});

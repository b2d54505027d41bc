import { describe, expect, it } from '@jest/globals';
import type { FindingTuple, PolicyOutcome } from '@policy-registry/finding';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import fc from 'fast-check';

import { evaluateRange } from '../evaluate-range.ts';
import { changedTuplesOf, readPartial } from '../partial-result.ts';
import { reduce } from '../reduce.ts';
import { evaluated, INPUTS, RULES } from '../testing/arbitrary.ts';
import { FIRST_FORM } from '../testing/first-form.ts';
import { changedCsv, changedCsvHead, summaryCsv } from './csv.ts';
import { junitXml } from './junit.ts';
import { changedLine } from './ndjson.ts';
import { sarifLog, SARIF_RESULTS_MAX } from './sarif.ts';
import { SarifSubset } from './testing/sarif-subset.ts';

const affected: PolicyOutcome = {
  kind: 'decided',
  status: 'affected',
  severity: { score: '9.8', band: 'Critical' },
  warnings: [],
  annotations: {},
  undecided: [],
};
const blocked: PolicyOutcome = { ...affected, status: 'blocked', rule: 'no-critical' };
const missing: PolicyOutcome = { kind: 'not_evaluable', missing: ['vex.status'], undecided: [] };

const tupleOf = (purl: string, image = 'shop:1'): FindingTuple => ({
  component: { purl },
  advisory: { id: 'CVE-1', aliases: [], ratings: [] },
  image: { name: image, tags: ['team:pay'] },
  vex: [],
  signals: {},
});
const simulated = (tuples: readonly FindingTuple[], candidate: readonly PolicyOutcome[]) => {
  const range = { inputs: INPUTS, from: 0, tuples, base: tuples.map(() => affected), candidate };
  const partial = evaluateRange(range);
  const of = { inputs: INPUTS, tuples: tuples.length, candidateRules: RULES };
  return { result: reduce(of, [partial]), changed: [...changedTuplesOf(partial)] };
};
const { result, changed } = simulated(
  [tupleOf('pkg:npm/a@1'), tupleOf('pkg:npm/b@2'), tupleOf('pkg:npm/a@1', '=cmd|x')],
  [blocked, missing, affected],
);
const verdicts = [
  { line: 'newly_blocked <= 0.1%', ok: false, value: '33.333333333%' },
  { line: 'error_new = 0', ok: true, value: '0' },
];
const first = reduce(
  FIRST_FORM,
  FIRST_FORM.partials.map((text) => readPartial(new TextEncoder().encode(text))),
);

describe('NDJSON', () => {
  it('has one canonical line per changed tuple, with both outcomes', () => {
    const [line = ''] = changed.map(changedLine);
    expect(line.endsWith('}\n')).toBe(true);
    expect(JSON.parse(line)).toStrictEqual({
      index: 0,
      class: 'newly_blocked',
      advisory: 'CVE-1',
      component: 'pkg:npm/a@1',
      image: 'shop:1',
      base: affected,
      candidate: blocked,
    });
  });
});

describe('CSV', () => {
  it('of a result counts all tuples and every group', () => {
    expect(summaryCsv(result).split('\r\n')).toStrictEqual([
      'kind,name,tuples,changed,error_new,error_fixed,not_evaluable,newly_blocked,newly_allowed,severity_raised,severity_lowered,outcome_changed,unchanged',
      'all,,3,2,0,0,1,1,0,0,0,0,1',
      'image,shop:1,2,2,0,0,1,1,0,0,0,0,0',
      "image,'=cmd|x,1,0,0,0,0,0,0,0,0,0,1",
      'package,pkg:npm/a,2,1,0,0,0,1,0,0,0,0,1',
      'package,pkg:npm/b,1,1,0,0,1,0,0,0,0,0,0',
      'team,team:pay,3,2,0,0,1,1,0,0,0,0,1',
      '',
    ]);
    expect(summaryCsv(first).split('\r\n')[1]).toBe('all,,16,12,0,0,3,7,0,0,2,0,4');
  });

  it('of changed tuples has both outcomes', () => {
    expect((changedCsvHead() + changedCsv(changed)).split('\r\n')).toStrictEqual([
      'index,class,advisory,component,image,base_status,base_severity,base_rule,candidate_status,candidate_severity,candidate_rule,waived_by',
      '0,newly_blocked,CVE-1,pkg:npm/a@1,shop:1,affected,9.8 Critical,,blocked,9.8 Critical,no-critical,',
      '1,not_evaluable,CVE-1,pkg:npm/b@2,shop:1,affected,9.8 Critical,,not_evaluable,,,',
      '',
    ]);
    expect(changedCsv([])).toBe('');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('never begins a cell with %j', (name) => {
    const { changed: evil } = simulated([tupleOf(name, name)], [blocked]);
    const cells = changedCsv(evil)
      .trimEnd()
      .split(',')
      .slice(2, 5)
      .map((cell) => cell.replace(/^"/, ''));
    for (const cell of cells) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  });
});

describe('JUnit XML', () => {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    isArray: (name) => name === 'testcase',
  });
  const suitesOf = (xml: string) => {
    expect(XMLValidator.validate(xml)).toBe(true);
    return parser.parse(xml).testsuites;
  };

  it('has a test case per budget and per class of change', () => {
    const suites = suitesOf(junitXml(result, verdicts));
    expect([suites['@tests'], suites['@failures']]).toStrictEqual(['4', '1']);
    const [budgets, changes] = suites.testsuite;
    expect(budgets.testcase).toStrictEqual([
      {
        '@classname': 'budgets',
        '@name': 'newly_blocked <= 0.1%',
        failure: {
          '@type': 'budget',
          '@message': 'found 33.333333333%',
          '#text': 'newly_blocked <= 0.1%: found 33.333333333%',
        },
      },
      { '@classname': 'budgets', '@name': 'error_new = 0', 'system-out': 'found 0' },
    ]);
    expect(changes.testcase.map((each: Record<string, unknown>) => each['@name'])).toStrictEqual([
      'not_evaluable',
      'newly_blocked',
    ]);
    expect(changes.testcase[1]['system-out']).toBe(
      '1 of 3 tuples. The candidate blocks findings that the base did not block.\n' +
        'CVE-1 in pkg:npm/a@1 of shop:1: affected (9.8 Critical) -> blocked (9.8 Critical) by no-critical',
    );
  });

  it('is well formed whatever the names hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const { result: odd } = simulated([tupleOf(name, `]]>${name}<!--&`)], [blocked]);
        suitesOf(
          junitXml(odd, [{ line: `changed on tag:${JSON.stringify(name)} = 0`, ok: false, value: name }]),
        );
      }),
    );
  });
});

describe('SARIF', () => {
  it('has a result per broken budget and changed tuple', () => {
    const log = sarifLog(result, verdicts, changed);
    expect(SarifSubset.parse(log)).toStrictEqual(log);
    expect(log).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          results: [
            {
              ruleId: 'budget_broken',
              level: 'error',
              message: { text: 'newly_blocked <= 0.1%: found 33.333333333%' },
            },
            {
              ruleId: 'newly_blocked',
              level: 'error',
              locations: [
                {
                  logicalLocations: [
                    { name: 'pkg:npm/a@1', fullyQualifiedName: 'shop:1/pkg:npm/a@1', kind: 'package' },
                  ],
                },
              ],
            },
            { ruleId: 'not_evaluable', level: 'warning' },
          ],
        },
      ],
    });
  });

  it('has the form of the specification for every result', () => {
    fc.assert(
      fc.property(evaluated, (whole) => {
        const partial = evaluateRange(whole);
        const of = { inputs: whole.inputs, tuples: whole.tuples.length, candidateRules: RULES };
        const log = sarifLog(reduce(of, [partial]), verdicts, changedTuplesOf(partial));
        expect(SarifSubset.parse(log)).toStrictEqual(log);
        // §3.27.6: ruleIndex is the place of ruleId among the rules.
        const [run] = SarifSubset.parse(log).runs;
        for (const { ruleId, ruleIndex = -1 } of run?.results ?? [])
          expect(run?.tool.driver.rules?.[ruleIndex]?.id).toBe(ruleId);
      }),
    );
  });

  it('lists a bounded number of results and says how many', () => {
    const endless = function* () {
      for (;;) yield* changed;
    };
    const { runs } = JSON.parse(JSON.stringify(sarifLog(result, verdicts, endless())));
    expect(runs[0].results).toHaveLength(SARIF_RESULTS_MAX);
    expect(runs[0].properties.changedListed).toBe(SARIF_RESULTS_MAX - 1);
  });
});

describe('what is waived', () => {
  const waived = changed.map((tuple) => (tuple.index === 0 ? { ...tuple, waivedBy: 'gate.1' } : tuple));

  it('says in every format by which waiver', () => {
    expect(waived.map(changedLine)[0]).toContain('"waivedBy":"gate.1"');
    expect(changedCsv(waived).split('\r\n')[0]).toMatch(/,gate\.1$/);
    const log = SarifSubset.parse(sarifLog(result, [], waived));
    const suppressions = log.runs[0]?.results?.map((one) => one.suppressions);
    expect(suppressions).toStrictEqual([
      [{ kind: 'external', status: 'accepted', justification: 'waiver gate.1' }],
      undefined,
    ]);
  });

  it('is a line of its own in the table of counts', () => {
    const counted = { tuples: 1, counts: { newly_blocked: 1 }, waivers: [], scopes: [] };
    expect(summaryCsv({ ...result, waived: counted }).split('\r\n')[2]).toBe('waived,,1,1,0,0,0,1,0,0,0,0,0');
  });
});

import { RESULT_CLASSES } from '@policy-registry/finding';
import { XMLBuilder } from 'fast-xml-parser';

import type { BudgetVerdict } from '../budgets.ts';
import { changedOf } from '../class-counts.ts';
import type { SimulationResult } from '../simulation-result.ts';
import { findingText, MEANING, outcomeText } from './describe.ts';

/**
 * JUnit XML: a test case for each budget, which fails with what was found, and one for each class of change that occurred,
 * which passes and says how often and where: whether a change is wanted, the budgets say.
 */
export const junitXml = (result: SimulationResult, verdicts: readonly BudgetVerdict[]): string => {
  const budgets = verdicts.map(budgetCase);
  const changes = RESULT_CLASSES.flatMap((name) =>
    name === 'unchanged' || result.counts[name] === 0 ? [] : [changeCase(result, name)],
  );
  const failures = verdicts.filter(({ ok }) => !ok).length;
  const tests = budgets.length + changes.length;
  return builder.build({
    '?xml': { '@version': '1.0', '@encoding': 'UTF-8' },
    testsuites: {
      '@name': 'policy simulation',
      '@tests': tests,
      '@failures': failures,
      '@errors': 0,
      testsuite: [
        suite('budgets', budgets, failures),
        { ...suite('changes', changes, 0), properties: { property: propertiesOf(result) } },
      ],
    },
  });
};

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  format: true,
  suppressBooleanAttributes: false,
});

type TestCase = { readonly '@classname': string; readonly '@name': string };

const suite = (name: string, cases: readonly TestCase[], failures: number) => ({
  '@name': name,
  '@tests': cases.length,
  '@failures': failures,
  '@errors': 0,
  '@skipped': 0,
  testcase: cases.map(({ ...testcase }) => testcase),
});

const budgetCase = ({ line, ok, value }: BudgetVerdict) => ({
  '@classname': 'budgets',
  '@name': printable(line),
  ...(ok
    ? { 'system-out': `found ${value}` }
    : {
        failure: {
          '@type': 'budget',
          '@message': `found ${value}`,
          '#text': printable(`${line}: found ${value}`),
        },
      }),
});

const changeCase = (result: SimulationResult, name: (typeof RESULT_CLASSES)[number]) => {
  const samples = result.samples.filter((sample) => sample.class === name);
  const lines = samples.map(
    (sample) => `${findingText(sample)}: ${outcomeText(sample.base)} -> ${outcomeText(sample.candidate)}`,
  );
  const text = [`${result.counts[name]} of ${result.tuples} tuples. ${MEANING[name]}`, ...lines].join('\n');
  return { '@classname': 'changes', '@name': name, 'system-out': printable(text) };
};

const propertiesOf = ({ tuples, counts, inputs }: SimulationResult) =>
  [
    ['tuples', String(tuples)],
    ['changed', String(changedOf(counts))],
    ['snapshot', inputs.snapshotDigest],
    ['candidate', inputs.candidate.irDigest],
  ].map(([name, value]) => ({ '@name': name, '@value': value }));

// XML 1.0 §2.2 has no form for other characters, escaped or not.
const NO_CHAR = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
const printable = (text: string): string => text.toWellFormed().replaceAll(NO_CHAR, '\ufffd');

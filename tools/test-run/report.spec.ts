import { describe, expect, it } from '@jest/globals';

import { judge, summary, tallyOf, totalOf, unreported, type JestReport, type SkipReason } from './report.ts';

const reasons: readonly SkipReason[] = [
  { name: 'not root', inTitle: /not root/, holds: true },
  { name: 'no Docker', inTitle: /no Docker/, holds: false },
];

const report: JestReport = {
  numPassedTests: 3,
  numFailedTests: 1,
  numRuntimeErrorTestSuites: 1,
  testResults: [
    {
      name: '/project/libs/a/src/a.spec.ts',
      assertionResults: [
        { fullName: 'a runs', status: 'passed' },
        { fullName: 'a runs as root (skipped when not root)', status: 'pending' },
        { fullName: 'a runs in a container (skipped when no Docker)', status: 'pending' },
        { fullName: 'a will run', status: 'todo' },
      ],
    },
  ],
};

const tally = tallyOf(report, reasons, '/project');

describe('test report', () => {
  it('counts a suite that crashed as a failure', () => {
    expect([tally.passed, tally.failed]).toStrictEqual([3, 2]);
  });

  it('knows a reason only where it holds', () => {
    expect(tally.skipped.map(({ reason }) => reason)).toStrictEqual(['not root', undefined, undefined]);
  });

  it('fails a strict run for each test that was skipped although it could run', () => {
    expect([judge(tally, false).failed, judge(tally, true).failed]).toStrictEqual([2, 4]);
  });

  it('that is not there says how the run ended, and not that the pattern is wrong', () => {
    const missing = new Error('ENOENT: no such file');
    expect(unreported({ exitCode: null, killedBy: 'SIGKILL' }, missing)).toBe(
      'jest ended by SIGKILL and left no report: ENOENT: no such file',
    );
    expect(unreported({ exitCode: 134, killedBy: null }, missing)).toContain('with exit code 134');
  });

  it('ends with the counts', () => {
    expect(
      summary(totalOf([tally, tally]))
        .split('\n')
        .at(-1),
    ).toBe('6 passed, 4 failed, 6 skipped');
    expect(summary({ passed: 2, failed: 0, skipped: [] })).toBe('2 passed, 0 failed');
  });

  it('names each skipped test with its file and reason', () => {
    expect(summary(tally).split('\n')[0]).toBe(
      'skipped: libs/a/src/a.spec.ts: a runs as root (skipped when not root) — not root',
    );
  });
});

import { describe, expect, it } from '@jest/globals';

import { rendered } from './render.ts';
import { summaryOf, type Told } from './summary.ts';
import type { ReadBack } from './verification.ts';

const digest = (letter: string): string => letter.repeat(64);
const result = {
  resultDigest: digest('a'),
  evidenceDigest: digest('e'),
  counts: { newly_blocked: 3, newly_allowed: 0, unchanged: 7 },
  coverage: { rules: 2, rulesHit: 1, tuplesMissingEvidence: 0 },
};
const simulation = {
  simulationId: 'sim-1',
  state: 'succeeded' as const,
  inputs: { base: { kind: 'empty' }, evaluatedAt: '2026-01-15T00:00:00.000Z' },
  tuples: 10,
  shards: 2,
  runners: { 'runner-1': 3, 'runner-2': 1 },
  result,
};
const read: ReadBack = {
  version: {
    version: 2,
    semver: '1.1.0',
    state: 'published',
    contentDigest: digest('c'),
    irDigest: digest('d'),
  },
  simulation,
  scheduled: { ...simulation, simulationId: 'sim-2' },
  environment: {
    name: 'prod',
    bindings: [{ policyId: 'production-baseline', stable: { version: 2, semver: '1.1.0' } }],
  },
  publication: { ok: true, digest: digest('c'), verdict: 'verified', findings: [] },
  evidence: { ok: true, path: '/ev/evidence.tar', digest: digest('e'), verdict: 'verified', findings: [] },
  reduction: { ok: true, recordedDigest: digest('a'), findings: [] },
  audit: {
    ok: true,
    messages: 12,
    events: { accepted: 11, losers: 1, foreign: 0 },
    chainOk: true,
    stateHashEqual: true,
    findings: [],
  },
  findings: [],
};
const told: Told = { read, sabotage: undefined, killed: undefined, timingsMs: { total: 5 } };
const found = { finding: 'event' as const, detail: 'sequence 5', foundBy: 'policyctl audit replay' };

describe('the summary', () => {
  it('says what was read back', () => {
    expect(summaryOf(told)).toStrictEqual({
      ok: true,
      reasons: [],
      version: { semver: '1.1.0', digest: digest('c'), state: 'published' },
      publication: { digest: digest('c'), verified: true },
      simulation: {
        tuples: 10,
        shards: 2,
        shardsPerRunner: { 'runner-1': 3, 'runner-2': 1 },
        counts: result.counts,
        digest: digest('a'),
      },
      scheduler: { simulationId: 'sim-2', digest: digest('a'), isEqual: true },
      evidence: { path: '/ev/evidence.tar', digest: digest('e'), verified: true },
      environment: { name: 'prod', active: '1.1.0' },
      audit: { events: 11, chainOk: true, stateHashEqual: true },
      findings: [],
      timingsMs: { total: 5 },
    });
  });

  const broken: readonly (readonly [name: string, read: Partial<ReadBack>])[] = [
    ['the version is not published', { version: { ...read.version, state: 'approved' } }],
    ['the publication is not verified', { publication: { ...read.publication, verdict: 'failed' } }],
    ['something else was signed', { publication: { ...read.publication, digest: digest('f') } }],
    ['another version is live', { environment: { name: 'prod', bindings: [] } }],
    ['the classes do not sum to the findings', { simulation: { ...simulation, tuples: 11 } }],
    [
      'the scheduler got another result',
      { scheduled: { ...simulation, result: { ...result, resultDigest: digest('b') } } },
    ],
    [
      'the evidence is of something else',
      { evidence: { ok: true, path: '/e', digest: digest('f'), verdict: 'verified', findings: [] } },
    ],
    [
      'the signer is not established',
      {
        evidence: {
          ok: false,
          path: '/e',
          digest: digest('e'),
          verdict: 'signer_not_established',
          findings: [],
        },
      },
    ],
    ['the evidence could not be fetched', { evidence: undefined }],
    ['the verified result is another', { reduction: { ...read.reduction, recordedDigest: digest('b') } }],
    ['the chain is broken', { audit: { ...read.audit, chainOk: false } }],
    ['the states differ', { audit: { ...read.audit, stateHashEqual: false } }],
    ['something was found', { findings: [found] }],
  ];
  it.each(broken)('is not ok when %s', (_name, other) => {
    const summary = summaryOf({ ...told, read: { ...read, ...other } });
    expect({ ok: summary.ok, reasons: summary.reasons.length > 0 }).toStrictEqual({
      ok: false,
      reasons: true,
    });
  });

  it('names the damage as it was found, and is not ok when it was found as something else or not at all', () => {
    const damaged = { ...told, read: { ...read, findings: [found] } };
    expect(summaryOf({ ...damaged, sabotage: 'event' })).toMatchObject({
      ok: false,
      'sabotage found': 'event',
    });
    const mistaken = summaryOf({ ...damaged, sabotage: 'digest' });
    expect(mistaken.reasons.at(-1)).toBe('the damage done was not found for what it is (digest)');
    expect(summaryOf({ ...told, sabotage: 'digest' })).toMatchObject({
      ok: false,
      'sabotage found': 'nothing',
    });
  });

  it('is told to people with a bar for each change that some findings have', () => {
    const text = rendered(summaryOf(told), false);
    expect(text).toContain('production-baseline 1.1.0 is published and live in prod');
    expect(text).toMatch(/newly_blocked {4}3 {2}█+\n/);
    expect(text).toMatch(/unchanged {8}7\n/);
    expect(text).toMatch(/newly_allowed {4}0\n/);
  });
});

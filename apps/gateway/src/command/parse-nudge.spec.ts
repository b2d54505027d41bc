import { describe, expect, it } from '@jest/globals';
import { canonicalBytes, nudgeSubject, sha256Hex, type Json } from '@policy-registry/kernel';
import fc from 'fast-check';

import { parseNudge } from './parse-nudge.ts';

const outcome = {
  commandId: 'command-1',
  tenant: 'acme',
  requestDigest: sha256Hex('request'),
  status: 'rejected',
  code: 'POLICY_EXISTS',
  detail: 'the policy gate exists already',
  faults: [],
} as const satisfies Json;
const subject = nudgeSubject('acme', 'command-1');

describe('a nudge', () => {
  it('carries the outcome of the command that its subject names', () => {
    expect(parseNudge(subject, canonicalBytes(outcome))).toStrictEqual(outcome);
  });

  it('about another command, or of another tenant, is none', () => {
    expect(parseNudge(nudgeSubject('acme', 'command-2'), canonicalBytes(outcome))).toBeUndefined();
    expect(parseNudge(nudgeSubject('globex', 'command-1'), canonicalBytes(outcome))).toBeUndefined();
  });

  it('of another shape is none', () => {
    expect(parseNudge(subject, canonicalBytes({ ...outcome, status: 'perhaps' }))).toBeUndefined();
  });

  it('of whatever bytes is none', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => expect(parseNudge(subject, bytes)).toBeUndefined()));
  });
});

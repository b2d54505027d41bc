import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import { NO_BINDING, type Binding } from '../environment/binding.ts';
import { evolve, initialState, type Environment } from '../environment/state.ts';
import { Job, jobClassOf } from '../jobs.ts';
import { fact, recorded } from '../testing/recorded.ts';
import {
  context,
  created,
  drafted,
  openTenant,
  person,
  policyAfter,
  sha,
  system,
} from '../testing/samples.ts';
import { boundPolicies, bundledPolicies, changesBindings } from './bound.ts';
import { bundle, type BundleCommand } from './bundle.ts';
import type { BundleFact } from './events.ts';
import { bundleJobOf, giveUpBundle } from './jobs.ts';

const needs = { tenant: openTenant };
const given = deciderSpec(bundle, context(system, needs));
const built = (revision: number) => ({
  ...{
    environmentId: 'prod',
    revision,
    bundleDigest: sha(`tar ${revision}`),
    sizeBytes: 10_240,
    policies: 1,
  },
  ...{ attestationId: sha('bundle'), keyId: sha('key') },
});
const record = (revision: number): BundleCommand => ({ type: 'RecordBundle', data: built(revision) });
const wasBuilt = (revision: number): BundleFact => ({
  type: 'BundleBuilt',
  schemaVersion: 1,
  data: built(revision),
});
const failure = (revision: number) =>
  ({ environmentId: 'prod', revision, code: 'BUNDLE_TOO_LARGE' }) as const;

describe('a bundle', () => {
  it('is of the newest revision that a runner reported, in whichever order they do', () => {
    given().when(record(3)).then(wasBuilt(3));
    given(wasBuilt(3)).when(record(5)).then(wasBuilt(5));
    given(wasBuilt(5)).when(record(3)).then();
    given(wasBuilt(5)).when(record(5)).then();
  });

  it('that could not be made is said to be missing, until a later one is there', () => {
    const failed = { type: 'BundleFailed', schemaVersion: 1, data: failure(5) } as const;
    given(wasBuilt(3))
      .when({ type: 'RecordBundleFailure', data: failure(5) })
      .then(failed);
    given(wasBuilt(6))
      .when({ type: 'RecordBundleFailure', data: failure(5) })
      .then();
    given(failed).when(record(6)).then(wasBuilt(6));
  });

  it('is recorded by the registry alone', () =>
    deciderSpec(bundle, context(person('u-dave', 'tenant:admin'), needs))()
      .when(record(3))
      .thenRejected('SYSTEM_REQUIRED'));
});

const binding = (more: Partial<Binding>): Binding => ({ ...NO_BINDING, ...more });
const selector = { tags: ['tier:0'], basisPoints: 500, salt: 'prod/1' };
const environment = (bindings: Readonly<Record<string, Binding>>): Environment => {
  const data = { environmentId: 'prod', name: 'Production', order: 3 };
  const created = evolve(initialState, { type: 'EnvironmentCreated', schemaVersion: 1, data });
  return created.status === 'absent' ? created : { ...created, bindings: new Map(Object.entries(bindings)) };
};

describe('what is bound', () => {
  const canary = { version: 1, selector, isPaused: true };
  const prod = environment({
    'web-gate': binding({ stable: 1 }),
    'pay-gate': binding({ stable: 1, canary }),
    'old-gate': binding({}),
    'new-gate': binding({ canary }),
  });

  it('is every policy with a stable version or a canary, bytewise', () => {
    expect(boundPolicies(prod)).toStrictEqual(['new-gate', 'pay-gate', 'web-gate']);
    expect(boundPolicies({ status: 'absent' })).toStrictEqual([]);
  });

  it('comes with digests, and with whom a canary is for', () => {
    const { semver, contentDigest, irDigest } = drafted.data;
    const version = { version: 1, semver, contentDigest, irDigest };
    const policy = policyAfter(created, drafted);
    const policies = new Map(['new-gate', 'pay-gate'].map((policyId) => [policyId, policy] as const));
    expect(bundledPolicies(prod, policies)).toStrictEqual([
      { policyId: 'new-gate', canary: { ...version, selector, isPaused: true } },
      { policyId: 'pay-gate', stable: version, canary: { ...version, selector, isPaused: true } },
    ]);
  });

  it('goes into one job for each revision of an environment', () => {
    const event = recorded('environment', [fact('CanaryPaused')]);
    const job = bundleJobOf(event, { environmentId: 'prod', revision: 7 }, []);
    expect(Job.parse(job)).toStrictEqual(job);
    expect(jobClassOf(job)).toBe('high');
    const next = bundleJobOf(event, { environmentId: 'prod', revision: 8 }, []);
    expect(next.jobId).not.toBe(job.jobId);
    expect(giveUpBundle(event, { environmentId: 'prod', revision: 7 })).toMatchObject({
      type: 'RecordBundleFailure',
      data: failure(7),
    });
  });

  it('changes with bindings, and with nothing else of an environment', () => {
    const ofBinding = { environmentId: 'prod', policyId: 'gate', version: 1 };
    const changed = { ...ofBinding, by: 'u', at: '2026-03-02T09:00:00.000Z', reasonDigest: sha('r') };
    expect(changesBindings([fact('CanaryPaused', changed)])).toBe(true);
    const created = fact('EnvironmentCreated', { environmentId: 'prod', name: 'Production', order: 3 });
    expect(changesBindings([created])).toBe(false);
  });
});

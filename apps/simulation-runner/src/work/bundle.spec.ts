import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readArchive } from '@policy-registry/evidence';
import { sha256Hex } from '@policy-registry/kernel';

import { jobOf } from '../testing/jobs.ts';
import { runningRunner, type RunningRunner } from '../testing/running-runner.ts';

let runner: RunningRunner;
beforeEach(async () => {
  runner = await runningRunner();
});
afterEach(() => runner.close());

const selector = { tags: [], basisPoints: 500, salt: 'prod/2' };
const versionOf = async (version: number) => ({
  version,
  semver: `${version}.0.0`,
  contentDigest: sha256Hex(`content ${version}`),
  irDigest: await runner.put(`{"ir":${version}}`),
});
const filesOf = async (digest: unknown) => {
  const files: { readonly path: string; readonly text: string }[] = [];
  const stored = runner.blobs.stream({ tenant: 'acme', digest: String(digest) });
  for await (const { path, bytes } of readArchive(stored))
    files.push({ path, text: new TextDecoder().decode(bytes) });
  return files;
};
const job = async () =>
  jobOf('bundle', {
    environmentId: 'prod',
    revision: 7,
    policies: [
      {
        policyId: 'gate',
        stable: await versionOf(1),
        canary: { ...(await versionOf(2)), selector, isPaused: false },
      },
    ],
  });

describe('a bundle', () => {
  it('has what each bound version compiled to, and a manifest that says which decides about whom', async () => {
    const { type, data } = await runner.answerTo(await job());
    expect([type, data]).toMatchObject(['RecordBundle', { environmentId: 'prod', revision: 7, policies: 1 }]);
    const [manifest, ...compiled] = await filesOf(data['bundleDigest']);
    expect(compiled).toStrictEqual([
      { path: 'policies/gate/1.json', text: '{"ir":1}' },
      { path: 'policies/gate/2.json', text: '{"ir":2}' },
    ]);
    expect(JSON.parse(manifest?.text ?? '')).toStrictEqual({
      schema: 'policy-registry.bundle@1',
      tenant: 'acme',
      ...(await job()).data,
    });
  });

  it('is the same to the byte whoever makes it', async () => {
    const first = await runner.answerTo(await job());
    const again = await runner.answerTo(await job(), { runner: 'runner-2' });
    expect(again.data['bundleDigest']).toBe(first.data['bundleDigest']);
  });

  it('of an environment in which nothing is bound any more says so', async () => {
    const { data } = await runner.answerTo(
      jobOf('bundle', { environmentId: 'prod', revision: 8, policies: [] }),
    );
    expect((await filesOf(data['bundleDigest'])).map(({ path }) => path)).toStrictEqual(['manifest.json']);
  });

  it('whose job was given up is reported as missing', async () => {
    runner.isMarked = true;
    expect(await runner.answerTo(await job(), { deliveries: 20 })).toMatchObject({
      type: 'RecordBundleFailure',
      data: { environmentId: 'prod', revision: 7, code: 'JOB_ABANDONED' },
    });
  });
});

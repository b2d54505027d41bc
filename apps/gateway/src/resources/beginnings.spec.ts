import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256Hex } from '@policy-registry/kernel';
import { policyById, revisionByNumber, versionByNumber } from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

const PATH = '/api/v1/policies';
const named = { policyId: 'web-gate', name: 'Web gate' };

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.decide({ accepted: 7 });
  gateway.put('acme', policyById('web-gate'), { ...named, workspaceRevision: 1 });
});

const problem = (status: number, code: string) => expect.objectContaining({ status, code });
const create = (json: object) => gateway.ask('POST', PATH, { json: { ...named, ...json } });

describe('the list of templates', () => {
  it('names each with its files and the digest of its content', async () => {
    const { body } = await gateway.ask('GET', '/api/v1/templates', { key: undefined });
    const items: unknown[] = Reflect.get(Object(body), 'items');
    expect(items).toHaveLength(5);
    expect(items[0]).toMatchObject({
      name: 'baseline',
      title: 'Baseline',
      contentDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
      files: expect.arrayContaining([expect.objectContaining({ path: 'policy.stella' })]),
    });
  });
});

describe('creating a policy', () => {
  it('from a template stores its files and names them', async () => {
    const { status } = await create({ template: 'blank' });
    const { type, data } = gateway.commands.at(-1) ?? {};
    const { from, files } = Object(data?.['beginning']);
    expect([status, type, from]).toStrictEqual([201, 'CreatePolicy', { kind: 'template', name: 'blank' }]);
    expect(files.map(({ path }: { path: string }) => path)).toStrictEqual([
      'README.md',
      'policy.stella',
      'tests/default.json',
    ]);
    for (const { sha256, size } of files) {
      const bytes = await gateway.ports.blobs.get({ tenant: 'acme', digest: sha256 });
      expect([sha256Hex(bytes), bytes.length]).toStrictEqual([sha256, size]);
    }
  });

  it('from a template stores nothing when it is only asked what would be', async () => {
    const { files } = Object(gateway.commands.at(-1)?.data['beginning']);
    const gateways = await runningGateway();
    await gateways.ask('POST', `${PATH}?dryRun=true`, { json: { ...named, template: 'blank' } });
    for (const { sha256 } of files)
      await expect(gateways.ports.blobs.get({ tenant: 'acme', digest: sha256 })).rejects.toThrow();
    await gateways.close();
  });

  it('from a version names the files of its revision', async () => {
    const files = [{ path: 'policy.stella', size: 3, sha256: sha256Hex('abc') }];
    gateway.put('acme', versionByNumber('gate', 2), { policyId: 'gate', version: 2, workspaceRevision: 5 });
    gateway.put('acme', revisionByNumber('gate', 5), { policyId: 'gate', revision: 5, files });
    await create({ derivedFrom: { policyId: 'gate', version: 2 } });
    expect(gateway.commands.at(-1)?.data['beginning']).toStrictEqual({
      from: { kind: 'version', policyId: 'gate', version: 2 },
      files,
    });
  });

  it('with nothing sends no beginning', async () => {
    await create({});
    expect(gateway.commands.at(-1)?.data).toStrictEqual({ ...named, description: '', tags: [] });
  });

  it('answers what there is where the first revision takes its time', async () => {
    gateway.put('acme', policyById('web-gate'), { ...named, workspaceRevision: null });
    expect(await create({ template: 'blank' })).toMatchObject({
      status: 201,
      body: { workspaceRevision: null },
    });
  });

  it.each([
    ['a template that is not there', { template: 'nothing' }, 404, 'NOT_FOUND'],
    ['a version that is not there', { derivedFrom: { policyId: 'gate', version: 9 } }, 404, 'NOT_FOUND'],
    [
      'both at once',
      { template: 'blank', derivedFrom: { policyId: 'gate', version: 2 } },
      400,
      'INPUT_INVALID',
    ],
  ])('refuses %s and sends nothing', async (_what, json, status, code) => {
    const before = gateway.commands.length;
    const { body } = await create(json);
    expect([body, gateway.commands.length]).toStrictEqual([problem(status, code), before]);
  });
});

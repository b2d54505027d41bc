import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { environmentById, versionByNumber } from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

const texts = { reason: 'it is time', ticket: 'T-1' };
const said = { by: 'user-1', at: '2026-03-02T09:00:00.000Z', endsBy: '2026-03-03T09:00:00.000Z' };

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
});
afterAll(() => gateway.close());

const accepting = (type: string): void =>
  gateway.decide({ accepted: 7, facts: [{ type, schemaVersion: 1, data: {} }] });

describe('the first of two persons', () => {
  it('is answered 202 with the version that waits for the second, and does not wait for a signature', async () => {
    const version = { policyId: 'gate', version: 1, publication: { status: 'confirmed', ...said } };
    gateway.put('acme', versionByNumber('gate', 1), version);
    accepting('PublicationConfirmed');
    const { status, headers, body } = await gateway.ask('POST', '/api/v1/policies/gate/versions/1/publish', {
      json: texts,
    });
    expect([status, headers.get('location'), body]).toStrictEqual([
      202,
      '/api/v1/policies/gate/versions/1',
      version,
    ]);
  });

  it('is answered 202 with the environment in which nothing was bound yet', async () => {
    const environment = { environmentId: 'prod', confirmations: [{ policyId: 'gate', version: 1, ...said }] };
    gateway.put('acme', environmentById('prod'), environment);
    const promote = () =>
      gateway.ask('POST', '/api/v1/environments/prod/promotions', {
        json: { policyId: 'gate', version: 1, ...texts },
      });
    accepting('PromotionConfirmed');
    const { status, headers, body } = await promote();
    expect([status, headers.get('location'), body]).toStrictEqual([
      202,
      '/api/v1/environments/prod',
      environment,
    ]);
    accepting('VersionPromoted');
    expect(await promote()).toMatchObject({ status: 200 });
  });
});

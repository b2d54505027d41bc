import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newTenantKey, wrapKey } from '@policy-registry/access';
import {
  environmentById,
  historyPage,
  promotionByAttempt,
  promotionPage,
} from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

const PATH = '/api/v1/environments/prod/promotions';
const OF = { environmentId: 'prod', policyId: 'gate' };
let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
  const tenantKey = newTenantKey();
  gateway.keepTextKey('acme', wrapKey({ kek: gateway.ports.kek, tenantKey, tenant: 'acme' }));
});
afterAll(() => gateway.close());

const requested = { type: 'PromotionRequested', schemaVersion: 1, data: { policyId: 'gate', attempt: 2 } };
beforeEach(() => gateway.decide({ accepted: 7, facts: [requested] }));

const problem = (status: number, code: string) => expect.objectContaining({ status, code });

describe('promoting a version', () => {
  const promotionIs = (attempt: number, status: string, reason: string | null = null) => {
    const promotions = [
      { policyId: 'other', attempt: 9, status: 'failed', reason: 'SIGNING_FAILED' },
      { policyId: 'gate', attempt, status, reason },
    ];
    gateway.put('acme', environmentById('prod'), { environmentId: 'prod', revision: 4, promotions });
  };
  const promote = () =>
    gateway.ask('POST', PATH, { json: { policyId: 'gate', version: 2, reason: 'r', ticket: 't' } });

  it('answers with the environment once it is bound, also when another was asked for since', async () => {
    for (const [attempt, status] of [
      [2, 'promoted'],
      [3, 'requested'],
    ] as const) {
      promotionIs(attempt, status);
      const answer = await promote();
      expect([answer.status, answer.headers.get('etag')]).toStrictEqual([200, '"4"']);
    }
  });

  it.each([
    [2, 'requested'],
    [1, 'failed'],
  ])('answers 202 and the environment while it is being signed (%j, %s)', async (attempt, status) => {
    promotionIs(attempt, status);
    const answer = await promote();
    expect([answer.status, answer.headers.get('location')]).toStrictEqual([202, '/api/v1/environments/prod']);
    expect(answer.body).toMatchObject({ environmentId: 'prod' });
  });

  it('is unavailable when it could not be signed', async () => {
    promotionIs(2, 'failed', 'SIGNER_UNAVAILABLE');
    const { body } = await promote();
    expect(body).toStrictEqual(problem(503, 'ERR_ATTESTATION_FAILED'));
    expect(Object(body).detail).toContain('SIGNER_UNAVAILABLE');
  });

  it.each(['BINDING_CHANGED', 'ABORTED', 'VERSION_NOT_PUBLISHED'])(
    'says that %s ended it',
    async (reason) => {
      promotionIs(2, 'failed', reason);
      const { body } = await promote();
      expect(body).toStrictEqual(problem(409, 'PROMOTION_ENDED'));
      expect(Object(body).detail).toContain(reason);
    },
  );
});

describe('the history of an environment', () => {
  const path = '/api/v1/environments/prod/history';
  const at = '2026-03-02T09:00:00.000Z';

  it('is asked for at an instant or over a span, of one policy or of all, page by page', async () => {
    const period = { policyId: 'gate', change: 4 };
    for (const [query, of] of [
      ['', {}],
      [`?at=${at}`, { at }],
      [`?at=${at}&until=${at}&policyId=gate`, { at, until: at, policyId: 'gate' }],
    ] as const) {
      const asked = { environmentId: 'prod', ...of };
      gateway.put('acme', historyPage(asked, { size: 51, after: undefined }), period);
      expect((await gateway.ask('GET', `${path}${query}`)).body).toMatchObject({ items: [period] });
    }
  });

  it.each(['at=yesterday', 'at=2026-03-02', 'until=2026-03-02T09:00:00', 'policyId=Gate', 'page_size=0'])(
    'is refused for %s',
    async (query) => {
      const { body } = await gateway.ask('GET', `${path}?${query}`);
      expect(body).toStrictEqual(problem(400, 'INPUT_INVALID'));
    },
  );
});

describe('promotions that were asked for', () => {
  const path = '/api/v1/environments/prod/policies/gate/promotions';

  it('are listed and read, and their bundles where they are signed', async () => {
    const bundle = async function* () {
      yield new TextEncoder().encode('{}');
    };
    const { digest: attestationId } = await gateway.ports.blobs.put('acme', bundle(), 1_000);
    gateway.put('acme', promotionPage(OF, { size: 51, after: undefined }), { attempt: 1 });
    gateway.put('acme', promotionByAttempt(OF, 1), { attempt: 1, attestationId });
    gateway.put('acme', promotionByAttempt(OF, 2), { attempt: 2, attestationId: null });
    expect((await gateway.ask('GET', path)).body).toStrictEqual({
      items: [{ attempt: 1, rollout: null }],
      next_page_token: null,
    });
    expect((await gateway.ask('GET', `${path}/1`)).body).toMatchObject({ attempt: 1 });
    const { status, headers } = await gateway.ask('GET', `${path}/1/attestation`);
    expect([status, headers.get('etag')]).toStrictEqual([200, `"${attestationId}"`]);
    expect((await gateway.ask('GET', `${path}/2/attestation`)).body).toStrictEqual(problem(404, 'NOT_FOUND'));
    expect((await gateway.ask('GET', `${path}/3`)).body).toStrictEqual(problem(404, 'NOT_FOUND'));
  });
});

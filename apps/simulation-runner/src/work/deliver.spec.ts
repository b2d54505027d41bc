import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { jobSubject } from '@policy-registry/domain';
import { canonicalBytes, type Json } from '@policy-registry/kernel';
import {
  newSealingKeyPem,
  openWebhookSecret,
  publicSealingKeyOf,
  sealWebhookSecret,
} from '@policy-registry/signing/sealing';
import { Webhook } from 'standardwebhooks';

import type { Posted } from '../deliver/post.ts';
import { jobOf } from '../testing/jobs.ts';
import { runningRunner, type RunningRunner } from '../testing/running-runner.ts';

const pem = newSealingKeyPem();
const purpose = { tenant: 'acme', webhookId: 'ci' };
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const source = {
  type: 'policy',
  id: 'pay-gate',
  version: 8,
  eventId: 'e-1',
  name: 'policy.VersionPublished',
} as const;
const sealed = (text = secret, of = purpose) => sealWebhookSecret(publicSealingKeyOf(pem), of, text);
const body = '{"type":"policy.VersionPublished"}';

const job = async (...secrets: readonly { keyId: string; sealed: string }[]) =>
  jobOf('deliver', {
    deliveryId: 'd-1',
    webhookId: 'ci',
    source,
    attempt: 2,
    url: 'https://ci.example/hook',
    secrets: secrets.length > 0 ? [...secrets] : [await sealed()],
    body,
  });

let runner: RunningRunner;
let posts: {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}[];
const answering = (posted: Posted) => {
  runner.outgoing = {
    post: async (request) => {
      posts.push(request);
      return posted;
    },
    openSecret: (of, text) => openWebhookSecret(pem, of, text),
    nowMs: () => Date.now(),
  };
};
beforeEach(async () => {
  posts = [];
  runner = await runningRunner();
});
afterEach(() => runner.close());

const outcomeOf = async (...secrets: readonly { keyId: string; sealed: string }[]) =>
  (await runner.answerTo(await job(...secrets))).data['outcome'];

describe('a delivery', () => {
  it('is signed, under the id that every attempt of it has, and reported with the status alone', async () => {
    answering({ ok: true, status: 202 });
    const { type, data } = await runner.answerTo(await job());
    expect({ type, data }).toStrictEqual({
      type: 'RecordDelivery',
      data: { deliveryId: 'd-1', webhookId: 'ci', source, attempt: 2, outcome: { ok: true, status: 202 } },
    });
    const [post] = posts;
    expect(post).toMatchObject({ url: 'https://ci.example/hook', body, headers: { 'webhook-id': 'd-1' } });
    expect(new Webhook(secret).verify(body, { ...post?.headers })).toStrictEqual(JSON.parse(body));
  });

  it('that came to nothing is reported with why', async () => {
    answering({ ok: false, fault: 'STATUS_REFUSED', status: 500 });
    expect(await outcomeOf()).toStrictEqual({ ok: false, fault: 'STATUS_REFUSED', status: 500 });
  });

  it('is signed with those of its secrets that can be used', async () => {
    answering({ ok: true, status: 200 });
    const ofOther = await sealed(secret, { ...purpose, webhookId: 'cd' });
    await outcomeOf(ofOther, await sealed());
    expect(posts[0]?.headers['webhook-signature']?.split(' ')).toHaveLength(1);
  });

  it('is not sent where no secret can be used', async () => {
    answering({ ok: true, status: 200 });
    const unusable = { ok: false, fault: 'SECRET_UNUSABLE' };
    expect(await outcomeOf(await sealed(secret, { ...purpose, tenant: 'globex' }))).toStrictEqual(unusable);
    expect(await outcomeOf(await sealed('a password'))).toStrictEqual(unusable);
    const elsewhere = await sealWebhookSecret(publicSealingKeyOf(newSealingKeyPem()), purpose, secret);
    expect(await outcomeOf(elsewhere)).toStrictEqual(unusable);
    expect(posts).toStrictEqual([]);
  });

  it('is not sent by a runner that is to call nobody', async () =>
    expect(await outcomeOf()).toStrictEqual({ ok: false, fault: 'DELIVERIES_OFF' }));

  it('that ended its runner counts as an attempt', async () => {
    answering({ ok: true, status: 200 });
    runner.isMarked = true;
    const one = await job();
    const answer = await runner.deliver(canonicalBytes(one as Json), jobSubject(one), { deliveries: 20 });
    expect(answer?.data['outcome']).toStrictEqual({ ok: false, fault: 'JOB_ABANDONED' });
  });
});

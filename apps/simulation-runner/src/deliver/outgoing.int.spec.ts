import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { newSigningKeyPem } from '@policy-registry/signing';
import { newSealingKeyPem, publicSealingKeyOf, sealWebhookSecret } from '@policy-registry/signing/sealing';

import { receiver, RECEIVER_CERTIFICATE, type Receiver } from '../testing/receiver.ts';
import { openOutgoing } from './outgoing.ts';

const pem = newSealingKeyPem();
let folder: string;
let secure: Receiver;
let plain: Receiver;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outgoing-'));
  await writeFile(join(folder, 'key.pem'), pem);
  await writeFile(join(folder, 'evidence.pem'), newSigningKeyPem());
  await writeFile(join(folder, 'ca.pem'), RECEIVER_CERTIFICATE);
  const answer: Parameters<typeof receiver>[0] = (response) => response.end();
  [secure, plain] = await Promise.all([receiver(answer), receiver(answer, { isPlain: true })]);
});
afterAll(async () => {
  await Promise.all([secure.close(), plain.close()]);
  await rm(folder, { recursive: true });
});

const opened = (settings: Partial<Parameters<typeof openOutgoing>[0]> = {}) =>
  openOutgoing({
    WEBHOOK_PRIVATE_KEY_FILE: join(folder, 'key.pem'),
    WEBHOOK_ALLOWED_NETWORKS: ['127.0.0.1/32'],
    WEBHOOK_PLAIN_HTTP: false,
    ...settings,
  });
const posted = async (url: string, settings: Parameters<typeof opened>[0] = {}) =>
  (await opened(settings))?.post({ url, headers: {}, body: '{}' });

describe('the way out of a runner', () => {
  it('is there with a key alone, and opens what was sealed to that', async () => {
    const outgoing = await opened();
    const purpose = { tenant: 'acme', webhookId: 'ci' };
    const sealed = await sealWebhookSecret(publicSealingKeyOf(pem), purpose, 'whsec_x');
    expect(await outgoing?.openSecret(purpose, sealed)).toBe('whsec_x');
    expect(await openOutgoing({ WEBHOOK_ALLOWED_NETWORKS: [], WEBHOOK_PLAIN_HTTP: true })).toBeUndefined();
    await expect(opened({ WEBHOOK_PRIVATE_KEY_FILE: join(folder, 'evidence.pem') })).rejects.toThrow(
      'X25519',
    );
  });

  it('leads into the networks that the settings name', async () => {
    const url = `http://127.0.0.1:${plain.port}/`;
    const WEBHOOK_PLAIN_HTTP = true;
    expect(await posted(url, { WEBHOOK_PLAIN_HTTP })).toStrictEqual({ ok: true, status: 200 });
    expect(await posted(url, { WEBHOOK_PLAIN_HTTP, WEBHOOK_ALLOWED_NETWORKS: ['10.0.0.0/8'] })).toStrictEqual(
      {
        ok: false,
        fault: 'ADDRESS_REFUSED',
      },
    );
  });

  it('leads over http where the settings say so', async () =>
    expect(await posted(`http://127.0.0.1:${plain.port}/`)).toStrictEqual({
      ok: false,
      fault: 'PLAIN_HTTP_REFUSED',
    }));

  it('trusts the authorities of the file that the settings name', async () => {
    const url = `https://127.0.0.1:${secure.port}/`;
    expect(await posted(url, { WEBHOOK_CA_FILE: join(folder, 'ca.pem') })).toStrictEqual({
      ok: true,
      status: 200,
    });
    expect(await posted(url)).toStrictEqual({ ok: false, fault: 'CERTIFICATE_REFUSED' });
  });
});

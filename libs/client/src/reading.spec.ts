import { describe, expect, it, jest } from '@jest/globals';
import { jwtVerify } from 'jose';

import { dpop } from './authorization.ts';
import { followSimulation } from './follow-simulation.ts';
import { itemsOf } from './pages.ts';
import { answered, found } from './problem.ts';
import { registryClient } from './registry-client.ts';
import type { Send } from './registry-fetch.ts';
import { uploadBlob } from './upload-blob.ts';

jest.setTimeout(60_000);

const clientOf = (fetch: Send) => registryClient({ url: 'https://registry.test', fetch });

describe('a list', () => {
  const pages = ['a', 'b', 'c'];
  const asked: string[] = [];
  const client = clientOf(async ({ url }) => {
    const { search, searchParams } = new URL(url);
    asked.push(search);
    const at = Number(searchParams.get('page_token') ?? 0);
    const next = at + 1 < pages.length ? String(at + 1) : null;
    return Response.json({ items: [{ policyId: pages[at] }], next_page_token: next });
  });
  const policies = () => itemsOf((query) => answered(client.GET('/api/v1/policies', { params: { query } })));

  it('is read page by page to its end', async () => {
    const ids: string[] = [];
    for await (const { policyId } of policies()) ids.push(policyId);
    expect(ids).toStrictEqual(pages);
    expect(asked.splice(0)).toStrictEqual([
      '?page_size=500',
      '?page_size=500&page_token=1',
      '?page_size=500&page_token=2',
    ]);
  });

  it('is read no further than its items are taken', async () => {
    for await (const { policyId } of policies()) if (policyId === 'b') break;
    expect(asked).toHaveLength(2);
  });
});

describe('what is not there', () => {
  it('is nothing, and other refusals are refusals', async () => {
    const refusing = (status: number) =>
      clientOf(async () => Response.json({ code: 'NOT_FOUND' }, { status })).GET('/api/v1/tenant');
    expect(await found(refusing(404))).toBeUndefined();
    await expect(found(refusing(403))).rejects.toMatchObject({ problem: { status: 403 } });
  });
});

describe('a simulation', () => {
  it('is followed to its end, from the last event on where the stream breaks off', async () => {
    const event = (id: number, state: string) => `id: ${id}\nevent: progress\ndata: {"state":"${state}"}\n\n`;
    const streams = [
      event(1, 'queued') + event(2, 'running'),
      event(3, 'succeeded') + event(4, 'never told'),
    ];
    const resumed: (string | null)[] = [];
    const client = clientOf(async ({ headers }) => {
      resumed.push(headers.get('last-event-id'));
      const text = streams[resumed.length - 1] ?? '';
      let isSent = false;
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => {
          if (isSent) return controller.error(new TypeError('terminated'));
          isSent = true;
          return controller.enqueue(new TextEncoder().encode(text));
        },
      });
      return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
    });
    const states: string[] = [];
    for await (const { state } of followSimulation(client, 's1')) states.push(state);
    expect([states, resumed]).toStrictEqual([
      ['queued', 'running', 'succeeded'],
      [null, '2'],
    ]);
  });
});

describe('content', () => {
  it('is uploaded as the bytes that it is', async () => {
    let received: Request | undefined;
    const client = clientOf(async (request) => {
      received = request;
      return Response.json({ digest: 'd', size: 3 }, { status: 201 });
    });
    const content = Uint8Array.of(0, 34, 255);
    expect(await uploadBlob(client, content, 'document')).toStrictEqual({ digest: 'd', size: 3 });
    expect(received?.url).toBe('https://registry.test/api/v1/blobs?kind=document');
    expect(received?.headers.get('content-type')).toBe('application/octet-stream');
    expect(new Uint8Array((await received?.arrayBuffer()) ?? [])).toStrictEqual(content);
  });
});

describe('a proof of a key that cannot be exported', () => {
  it('binds the method, the address without its query, and the token', async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'sign',
      'verify',
    ]);
    const { x = '', y = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
    const publicKey = { kty: 'EC', crv: 'P-256', x, y } as const;
    const key = { privateKey: pair.privateKey, publicKey };
    const authorize = dpop({ tenant: 'acme', token: async () => 'a-token', key });
    const url = 'https://registry.test/api/v1/policies?page_size=1';
    const { dpop: proof = '', ...others } = await authorize({ method: 'GET', url });
    expect(others).toStrictEqual({ authorization: 'DPoP a-token', 'x-stella-tenant': 'acme' });
    const { payload, protectedHeader } = await jwtVerify(proof, pair.publicKey, { typ: 'dpop+jwt' });
    expect(protectedHeader.jwk).toStrictEqual(publicKey);
    expect(payload).toMatchObject({ htm: 'GET', htu: 'https://registry.test/api/v1/policies' });
    // RFC 9449 §4.2: the SHA-256 of the token.
    expect(payload['ath']).toBe('H2B246R7od7QgCX_4G5XryF8FPlAfzP7pQ-ZsccBk4c');
  });
});

import { afterEach, describe, expect, it } from '@jest/globals';

import { receiver, RECEIVER_CERTIFICATE, type Receiver } from '../testing/receiver.ts';
import { addressJudge } from './addresses.ts';
import { poster, type PosterOptions } from './post.ts';

const LOOPBACK = { address: '127.0.0.1', family: 4 } as const;
const open: Receiver[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map(({ close }) => close()))));

const started = async (...how: Parameters<typeof receiver>): Promise<Receiver> => {
  const one = await receiver(...how);
  open.push(one);
  return one;
};
const ok = () => started((response) => response.writeHead(204).end());
const post = (more: Partial<PosterOptions> = {}) =>
  poster({
    isAllowed: addressJudge(['127.0.0.0/8']),
    mayUsePlainHttp: false,
    authorities: [RECEIVER_CERTIFICATE],
    resolve: async () => [LOOPBACK],
    ...more,
  });
const told = (port: number, url = `https://receiver.test:${port}/hook`) => ({
  url,
  headers: { 'webhook-id': 'd-1' },
  body: '{"type":"policy.VersionPublished","name":"Zoë"}',
});

describe('what is posted', () => {
  it('arrives to the byte, as JSON, and any 2xx is success', async () => {
    const { port, received } = await ok();
    expect(await post()(told(port))).toStrictEqual({ ok: true, status: 204 });
    expect(received).toStrictEqual([
      {
        body: told(port).body,
        headers: expect.objectContaining({
          'webhook-id': 'd-1',
          'content-type': 'application/json',
          host: `receiver.test:${port}`,
        }),
      },
    ]);
  });

  it('reaches a receiver whose certificate is of an authority that is named, and no other', async () => {
    const { port, received } = await ok();
    expect(await post({ authorities: [] })(told(port))).toStrictEqual({
      ok: false,
      fault: 'CERTIFICATE_REFUSED',
    });
    const otherName = told(port, `https://other.test:${port}/hook`);
    expect(await post()(otherName)).toStrictEqual({ ok: false, fault: 'CERTIFICATE_REFUSED' });
    expect(received).toStrictEqual([]);
  });

  it('goes over http where that is allowed, and otherwise nowhere', async () => {
    const { port, received } = await started((response) => response.end(), { isPlain: true });
    const plain = told(port, `http://receiver.test:${port}/hook`);
    expect(await post()(plain)).toStrictEqual({ ok: false, fault: 'PLAIN_HTTP_REFUSED' });
    expect(received).toStrictEqual([]);
    expect(await post({ mayUsePlainHttp: true })(plain)).toStrictEqual({ ok: true, status: 200 });
  });

  it.each([301, 302, 307, 308])('follows no redirect: %i', async (status) => {
    const elsewhere = await ok();
    const { port, received } = await started((response) =>
      response.writeHead(status, { location: `https://receiver.test:${elsewhere.port}/` }).end(),
    );
    expect(await post()(told(port))).toStrictEqual({ ok: false, fault: 'STATUS_REFUSED', status });
    expect([received.length, elsewhere.received.length]).toStrictEqual([1, 0]);
  });

  it('does not wait for who never answers', async () => {
    const { port } = await started(() => undefined);
    expect(await post({ answerMsMax: 200 })(told(port))).toStrictEqual({ ok: false, fault: 'TIMED_OUT' });
    const never = () => new Promise<never>(() => undefined);
    expect(await post({ answerMsMax: 50, resolve: never })(told(port))).toStrictEqual({
      ok: false,
      fault: 'TIMED_OUT',
    });
  });

  it('reads nothing of an answer but its status, however long that is', async () => {
    let written = 0;
    const { port } = await started((response) => {
      response.writeHead(200);
      const more = (): void => {
        if (response.destroyed) return;
        written += 65_536;
        response.write(Buffer.alloc(65_536), () => setImmediate(more));
      };
      more();
    });
    expect(await post()(told(port))).toStrictEqual({ ok: true, status: 200 });
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('where it is posted to', () => {
  it('is looked up once, and nowhere else is connected to', async () => {
    const { port, received } = await ok();
    let lookups = 0;
    // The second answer would lead to an address at which nothing may be asked for.
    const rebinding = async () => {
      lookups += 1;
      return [lookups === 1 ? LOOPBACK : { address: '169.254.169.254', family: 4 }];
    };
    expect(await post({ resolve: rebinding })(told(port))).toStrictEqual({ ok: true, status: 204 });
    expect([lookups, received.length]).toStrictEqual([1, 1]);
  });

  it('is refused where any of its addresses is', async () => {
    const { port, received } = await ok();
    const two = async () => [LOOPBACK, { address: '10.0.0.1', family: 4 }];
    const refused = { ok: false, fault: 'ADDRESS_REFUSED' };
    expect(await post({ resolve: two })(told(port))).toStrictEqual(refused);
    expect(await post({ isAllowed: addressJudge([]) })(told(port))).toStrictEqual(refused);
    expect(received).toStrictEqual([]);
  });

  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    '169.254.169.254',
  ])('is judged where it is written as an address: %s', async (host) => {
    const { port, received } = await ok();
    const options = { isAllowed: addressJudge([]), mayUsePlainHttp: true, authorities: [] };
    expect(await poster(options)(told(port, `http://${host}:${port}/`))).toStrictEqual({
      ok: false,
      fault: 'ADDRESS_REFUSED',
    });
    expect(received).toStrictEqual([]);
  });

  it('is nowhere for a name that nobody has, and for a port at which nobody is', async () => {
    const unknown = async () => Promise.reject(new Error('ENOTFOUND'));
    expect(await post({ resolve: unknown })(told(1))).toStrictEqual({ ok: false, fault: 'HOST_UNKNOWN' });
    const { port, close } = await receiver(() => undefined);
    await close();
    expect(await post()(told(port))).toStrictEqual({ ok: false, fault: 'CONNECTION_FAILED' });
  });
});

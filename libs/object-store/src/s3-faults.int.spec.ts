import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BlobCorrupt, BlobNotFound, sha256Hex, type BlobStore } from '@policy-registry/kernel';

import { S3_ANSWER_BYTES_MAX, S3_VERSION_PAGES_MAX, S3_WRITE_ATTEMPTS_MAX } from './limits.ts';
import { s3BlobStore } from './s3-blob-store.ts';
import { scriptedS3, versionsPage, type Script, type ScriptedS3 } from './testing/scripted-s3.ts';

// As short as a wait can be that ends, and as long as one that must not on a busy machine.
const SHORT_MS = 300;
const LONG_MS = 60_000;

describe('an S3 server that does not do as it should', () => {
  let server: ScriptedS3;
  let store: BlobStore;
  let impatient: BlobStore;
  const content = new TextEncoder().encode('a policy');
  const blob = { tenant: 'acme', digest: sha256Hex(content) };
  const key = `${blob.digest.slice(0, 2)}/${blob.digest}`;
  const stored = versionsPage([{ key, versionId: 'v1', sizeBytes: content.length }]);

  beforeAll(async () => {
    server = await scriptedS3();
    store = s3BlobStore({ access: server.access, requestTimeoutMs: LONG_MS });
    impatient = s3BlobStore({ access: server.access, requestTimeoutMs: SHORT_MS });
  });
  afterAll(() => server.stop());

  const coded = (code: string) => expect.objectContaining({ code });
  const put = (to: BlobStore = store) => to.put('acme', from(content), 100);
  const answering =
    (status: number, text: string): Script =>
    (_request, response) =>
      void response.writeHead(status).end(text);
  const error = (code: string): string =>
    `<Error><Code>${code}</Code><Message>no</Message><AWSAccessKeyId>gateway</AWSAccessKeyId>` +
    '<StringToSign>secret of the gateway</StringToSign></Error>';
  /** Lists these versions, and leaves everything else to the script. */
  const listing =
    (page: string, script: Script): Script =>
    (request, response) =>
      request.url?.includes('versions=') === true ? void response.end(page) : script(request, response);

  it.each([
    [500, error('InternalError'), 'BLOB_STORE_FAILING'],
    [502, '<html>a proxy</html>', 'BLOB_STORE_FAILING'],
    [503, error('SlowDown'), 'BLOB_STORE_FAILING'],
    [429, '', 'BLOB_STORE_FAILING'],
    [507, error('XMinioStorageFull'), 'BLOB_STORE_FULL'],
    [403, error('QuotaExceeded'), 'BLOB_STORE_FULL'],
    [403, error('SignatureDoesNotMatch'), 'BLOB_STORE_REFUSED'],
    [301, error('PermanentRedirect'), 'BLOB_STORE_REFUSED'],
    [404, error('NoSuchBucket'), 'BLOB_BUCKET_MISSING'],
    [404, '', 'BLOB_STORE_REFUSED'],
    [200, '<html>a sign-in page</html>', 'BLOB_STORE_FAILING'],
    [200, 'not even that', 'BLOB_STORE_FAILING'],
    [200, ' '.repeat(S3_ANSWER_BYTES_MAX + 1), 'BLOB_STORE_FAILING'],
  ])('is named by what it answers, and no secret with it: %i, case %#', async (status, text, code) => {
    server.play(answering(status, text));
    for (const ask of [() => put(), () => store.find(blob), () => store.get(blob)]) {
      const refused: unknown = await ask().catch((caught: unknown) => caught);
      expect(refused).toStrictEqual(coded(code));
      expect(String(refused)).not.toMatch(/secret|gateway/);
      expect(refused).not.toHaveProperty('cause');
    }
  });

  it.each([
    ['a list', error('AccessDenied'), 403, 'BLOB_STORE_REFUSED'],
    ['a write', error('InternalError'), 500, 'BLOB_STORE_FAILING'],
  ])('is not believed to have stored what it refuses: %s', async (_what, text, status, code) => {
    server.play(listing(versionsPage([]), answering(status, text)));
    await expect(put()).rejects.toThrow(coded(code));
  });

  it('may have no conditions: then the blob is written without', async () => {
    const conditions: unknown[] = [];
    server.play(
      listing(versionsPage([]), ({ headers }, response) => {
        conditions.push(headers['if-none-match']);
        response.writeHead(headers['if-none-match'] === undefined ? 200 : 501).end();
      }),
    );
    expect(await put()).toStrictEqual({ digest: blob.digest, sizeBytes: content.length });
    expect(conditions).toStrictEqual(['*', undefined]);
  });

  it('may say that a name is taken and not list it: the writer gives up', async () => {
    let writes = 0;
    server.play(
      listing(versionsPage([]), (_request, response) => {
        writes += 1;
        response.writeHead(412).end(error('PreconditionFailed'));
      }),
    );
    await expect(put()).rejects.toThrow(coded('BLOB_WRITE_CONTENDED'));
    expect(writes).toBe(S3_WRITE_ATTEMPTS_MAX);
  });

  it('may cut the line while content is sent that somebody else has stored: then it is stored', async () => {
    let isListed = false;
    server.play((request, response) => {
      if (request.method === 'GET') return void response.end(isListed ? stored : versionsPage([]));
      isListed = true;
      request.socket.destroy();
    });
    expect(await put()).toStrictEqual({ digest: blob.digest, sizeBytes: content.length });
  });

  it('may cut the line while content is sent that nobody stored: then it is not', async () => {
    server.play(listing(versionsPage([]), (request) => void request.socket.destroy()));
    await expect(put()).rejects.toThrow(coded('BLOB_STORE_UNREACHABLE'));
  });

  it('sends versions on many pages, of which the last one counts', async () => {
    const asked: string[] = [];
    server.play((request, response) => {
      const url = new URL(request.url ?? '', server.access.endpoint);
      if (!url.searchParams.has('versions')) {
        asked.push(`version ${url.searchParams.get('versionId')}`);
        return void response.end(content);
      }
      const after = url.searchParams.get('version-id-marker');
      asked.push(`after ${after}`);
      const sizeBytes = content.length;
      response.end(
        after === null
          ? versionsPage([{ key, versionId: 'v3', sizeBytes: 1 }], { key, versionId: 'v3' })
          : versionsPage([
              { key, versionId: 'v1', sizeBytes },
              { key: `${key}0`, versionId: 'v0', sizeBytes: 2 },
            ]),
      );
    });
    expect(new Uint8Array(await store.get(blob))).toStrictEqual(content);
    expect(asked).toStrictEqual(['after null', 'after v3', 'version v1']);
  });

  it('is not followed through pages without end', async () => {
    let pages = 0;
    server.play((_request, response) => {
      pages += 1;
      response.end(versionsPage([{ key, versionId: 'v', sizeBytes: 1 }], { key, versionId: `v${pages}` }));
    });
    await expect(store.find(blob)).rejects.toThrow(coded('BLOB_STORE_REFUSED'));
    expect(pages).toBe(S3_VERSION_PAGES_MAX);
  });

  it.each([
    ['other bytes', 'A policy', BlobCorrupt],
    ['more bytes', 'a policy and more', BlobCorrupt],
    ['fewer bytes', 'a pol', BlobCorrupt],
  ])('is found to give %s', async (_what, text, kind) => {
    server.play(listing(stored, answering(200, text)));
    await expect(store.get(blob)).rejects.toThrow(kind);
    await expect(read(store.stream(blob))).rejects.toThrow(kind);
  });

  it('may lose a version after it listed it', async () => {
    server.play(listing(stored, answering(404, error('NoSuchVersion'))));
    await expect(store.get(blob)).rejects.toThrow(BlobNotFound);
  });

  it('may break off in the middle of a blob', async () => {
    server.play(
      listing(stored, (_request, response) => {
        response.writeHead(200, { 'content-length': content.length });
        response.write('a pol', () => response.destroy());
      }),
    );
    await expect(store.get(blob)).rejects.toThrow(coded('BLOB_STORE_UNREACHABLE'));
  });

  const drip: Script = (_request, response) => {
    response.writeHead(200, { 'content-length': content.length * 1_000 });
    const timer = setInterval(() => response.write('a'), SHORT_MS / 20);
    response.on('close', () => clearInterval(timer));
  };
  const silence: Script = () => undefined;

  it.each([
    ['never answers', silence],
    ['answers byte by byte', drip],
  ])('holds nobody longer than it may when it %s', async (_what, script) => {
    server.play(script);
    for (const ask of [() => put(impatient), () => impatient.find(blob), () => impatient.get(blob)]) {
      await expect(ask()).rejects.toThrow(coded('BLOB_STORE_TIMEOUT'));
    }
    server.play(listing(versionsPage([]), script));
    await expect(put(impatient)).rejects.toThrow(coded('BLOB_STORE_TIMEOUT'));
    server.play(listing(versionsPage([{ key, versionId: 'v1', sizeBytes: content.length * 1_000 }]), script));
    await expect(read(impatient.stream(blob))).rejects.toThrow(coded('BLOB_STORE_TIMEOUT'));
  });

  it(
    'does not count the time in which the reader works on what came',
    async () => {
      const long = new Uint8Array(64 * 1024).fill(7);
      const ofLong = { tenant: 'acme', digest: sha256Hex(long) };
      const keyOfLong = `${ofLong.digest.slice(0, 2)}/${ofLong.digest}`;
      let isWorking = true;
      server.play(
        listing(
          versionsPage([{ key: keyOfLong, versionId: 'v', sizeBytes: long.length }]),
          (_request, response) => {
            response.writeHead(200, { 'content-length': long.length });
            response.write(long.subarray(0, 10));
            const rest = setInterval(() => {
              if (isWorking) return;
              clearInterval(rest);
              response.end(long.subarray(10));
            }, 5);
          },
        ),
      );
      let length = 0;
      const waitsMs = 3_000;
      const reading = s3BlobStore({ access: server.access, requestTimeoutMs: waitsMs });
      for await (const piece of reading.stream(ofLong)) {
        // Longer than any wait may be.
        if (isWorking) await new Promise((resolve) => setTimeout(resolve, waitsMs + SHORT_MS));
        isWorking = false;
        length += piece.length;
      }
      expect(length).toBe(long.length);
    },
    LONG_MS,
  );
});

const read = async (pieces: AsyncIterable<Uint8Array>): Promise<void> => {
  for await (const _piece of pieces) continue;
};

async function* from(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

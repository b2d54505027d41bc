import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from '@jest/globals';
import { createUser } from '@nats-io/nkeys';

import { connectService } from './connect-service.ts';

const WAIT_MS = 30_000;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Somebody who listens, says this, and nothing more. */
const saying = async (text: string): Promise<string> => {
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(text);
    closing.push(() => socket.destroy());
  });
  closing.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `nats://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
};

const credentials = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'policy-registry-spec-'));
  closing.push(() => rm(folder, { recursive: true }));
  const token = ['{}', '{"name":"spec"}', 'signature'].map((part) => Buffer.from(part).toString('base64url'));
  const file = join(folder, 'spec.creds');
  const seed = new TextDecoder().decode(createUser().getSeed());
  const block = (what: string, content: string) =>
    `-----BEGIN ${what}-----\n${content}\n------END ${what}------\n`;
  await writeFile(file, `${block('NATS USER JWT', token.join('.'))}\n${block('USER NKEY SEED', seed)}`);
  return file;
};

describe('a service', () => {
  it.each([
    ['says nothing', ''],
    [
      'greets and says nothing more',
      'INFO {"server_id":"x","version":"2.12.0","max_payload":1024,"nonce":"n"}\r\n',
    ],
  ])(
    'does not wait without end for a broker that %s',
    async (_what, text) => {
      const url = await saying(text);
      await expect(
        connectService({ url, name: 'spec', credentialsFile: await credentials() }),
      ).rejects.toThrow(/timeout/i);
    },
    WAIT_MS,
  );
});

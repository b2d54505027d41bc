import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { openBroker } from './broker.ts';
import { clientWith, type Client } from './client.ts';
import { breakConnections, whileLocked } from './database.ts';
import { base32, sha256OfFields } from './digests.ts';
import { at, jsonOf, textAt } from './json.ts';
import { policyctl } from './policyctl.ts';
import type { Stack } from './stack.ts';

// What no log may hold, and requests that carry it to where errors are made of them.

// Shorter lines of a key file are no secret: the dashes of PEM, mostly.
const SECRET_LENGTH_MIN = 16;

/** Keys, passwords and credentials as they lie in a stack's folder, in every form in which they might be written. */
export const keptSecrets = async (folder: string): Promise<readonly string[]> => {
  const kept = jsonOf(await readFile(join(folder, 'secrets.json'), 'utf8'));
  const passwords = [
    ...Object.values(Object(at(kept, 'database'))),
    textAt(kept, 'objectStore', 'admin'),
    ...Object.values(Object(at(kept, 'objectStore', 'tenants'))),
  ].map(String);
  const broker = join(folder, 'broker');
  const brokerSeeds = readdirSync(broker, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.nk') || name.endsWith('.creds'))
    .flatMap((name) => /\bS[OAU][A-Z2-7]+\b/.exec(readFileSync(join(broker, name), 'utf8')) ?? []);
  const evidence = join(folder, 'keys', 'evidence');
  const pems = [
    join(folder, 'issuer', 'issuer.pem'),
    join(folder, 'keys', 'webhooks.pem'),
    ...readdirSync(evidence).map((name) => join(evidence, name)),
  ];
  const keyLines = pems
    .flatMap((path) => readFileSync(path, 'utf8').split('\n'))
    .filter((line) => !line.startsWith('-----'));
  const textKey = await readFile(join(folder, 'keys', 'text.key'));
  return [
    ...passwords,
    ...brokerSeeds,
    ...keyLines,
    ...(['hex', 'base64', 'base64url'] as const).map((encoding) => textKey.toString(encoding)),
  ].filter(({ length }) => length >= SECRET_LENGTH_MIN);
};

/** Tokens, and what makes each one genuine. */
export const tokenSecrets = (clients: readonly Client[]): readonly string[] =>
  clients.flatMap(({ token }) => [token, token.split('.')[2] ?? '']);

/** Signs in with a bound token and uses it, well and badly; what must not be told of that. */
const withProofs = async (stack: Stack): Promise<readonly string[]> => {
  await policyctl(stack, 'login', '--as', 'alice', '--tenant', 'acme', '--dpop');
  await policyctl(stack, 'policy', 'list');
  const home = join(stack.folder, 'policyctl');
  const [file = ''] = (await readdir(home)).filter((name) => name.endsWith('-dpop.json'));
  const session = jsonOf(await readFile(join(home, file), 'utf8'));
  const token = textAt(session, 'token');
  const proof = `${encoded({ typ: 'dpop+jwt', alg: 'ES256', jwk: {} })}.${encoded({ jti: randomUUID() })}.${randomSecret()}`;
  const headers = { authorization: `DPoP ${token}`, dpop: proof };
  await clientWith(stack, token, 'acme').get('/api/v1/policies', { headers });
  const privateParts = [...JSON.stringify(session).matchAll(/\\?"d\\?":\s*\\?"([\w-]{20,})/g)].map(
    ([, part = '']) => part,
  );
  if (privateParts.length === 0) throw new Error(`${file} holds no private key`);
  return [token, proof, ...privateParts];
};

/**
 * Sends secrets to every place where an error could be made of them: headers, addresses, bodies that are broken or of another
 * shape, messages of the broker, and statements that the database breaks off. Answers what was sent.
 */
export const provoke = async (stack: Stack, alice: Client): Promise<readonly string[]> => {
  const sent: string[] = [];
  const secret = (): string => {
    const made = randomSecret();
    sent.push(made);
    return made;
  };
  const unsigned = `${encoded({ alg: 'none', typ: 'at+jwt' })}.${encoded({ tenant: 'acme', sub: secret() })}.`;
  sent.push(unsigned);
  for (const token of [unsigned, secret(), `${secret()}.${secret()}.${secret()}`])
    await clientWith(stack, token, 'acme').get(`/api/v1/policies?access_token=${secret()}`);
  await alice.get(`/api/v1/policies?page_token=${secret()}`, { headers: { cookie: `session=${secret()}` } });
  const bodies = [
    `{"reason": "${secret()}`,
    `{"reason": {"text": "${secret()}"}}`,
    `["${secret()}"]`,
    secret(),
  ];
  for (const path of ['policies/none/versions/1/approve', 'policies/none/versions/1/publish', 'snapshots'])
    for (const text of bodies)
      await alice.send('POST', `/api/v1/${path}`, {
        bytes: new TextEncoder().encode(text),
        key: secret(),
        headers: { 'content-type': 'application/json' },
      });
  await alice.send('PUT', '/api/v1/policies/none/workspace', {
    json: { files: [{ path: secret(), digest: secret() }] },
  });
  await sendToBroker(stack, secret);
  await whileLocked(stack.ownerUrl, 'policy_catalog', async () => {
    await alice.post('/api/v1/policies', { policyId: `p-${randomUUID().slice(0, 8)}`, name: secret() });
    await breakConnections(stack.adminUrl, 'registry_projector');
  });
  return [...sent, ...(await withProofs(stack))];
};

const sendToBroker = async (stack: Stack, secret: () => string): Promise<void> => {
  const admin = await openBroker(stack.broker('admin'));
  const id = (name: string): string => base32(sha256OfFields('secrets', name));
  await admin.publish(`registry.cmd.gateway.acme.${id('text')}`, `{"reason": "${secret()}`);
  await admin.publish(
    `registry.cmd.scheduler.acme.${id('run')}`,
    JSON.stringify({ schema: secret(), runId: secret() }),
  );
  await admin.publish('registry.evt.acme.policy.none', JSON.stringify({ eventId: secret(), [secret()]: 1 }));
  await admin.publish(`registry.job.normal.acme.shard.${id('job')}`, JSON.stringify({ jobId: secret() }));
  await admin.close();
};

const randomSecret = (): string => `s3cret${randomBytes(18).toString('hex')}`;
const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

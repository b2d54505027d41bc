// A scheduler asks for a simulation over NATS and hears how it goes: no HTTP, no JetStream. Its credentials are made by
//   npm run policyctl -- broker-credentials --tenant acme --role scheduler --out scheduler.creds
//   NATS_URL=… NATS_CREDS_FILE=scheduler.creds node examples/01-schedule-a-simulation.mjs <run.json>
// run.json holds what docs/api.md calls a run request; it may be sent again, as its runId is its idempotency key.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, credsAuthenticator } from '@nats-io/transport-node';

const WAIT_MS = 60_000;
const OVER = ['succeeded', 'failed', 'cancelled', 'refused'];

const run = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { tenantId: tenant, runId } = run;

// The last token of the subject: base32 (RFC 4648, lower case) of the SHA-256 over both fields with their lengths.
const fields = [tenant, runId].map((field) => `${Buffer.byteLength(field)}:${field}`).join('');
const bits = [...createHash('sha256').update(fields).digest()].map((byte) =>
  byte.toString(2).padStart(8, '0'),
);
const token = bits
  .join('')
  .match(/.{1,5}/g)
  .map((five) => 'abcdefghijklmnopqrstuvwxyz234567'[parseInt(five.padEnd(5, '0'), 2)])
  .join('');

const { NATS_URL: servers, NATS_CREDS_FILE } = process.env;
const credentials = readFileSync(NATS_CREDS_FILE);
// Replies come to an inbox that is called after the name in the credentials' token.
const [claims] = /(?<=\.)[\w-]+(?=\.)/.exec(credentials);
const { name } = JSON.parse(Buffer.from(claims, 'base64url'));
const connection = await connect({
  servers,
  authenticator: credsAuthenticator(credentials),
  inboxPrefix: `_INBOX_${name}`,
});
process.exitCode = 1; // until the run is said to have succeeded
const late = setTimeout(() => void connection.close(), WAIT_MS);

// Who listens first misses nothing; statuses are told at least once, and of every run of the tenant.
const statuses = connection.subscribe(`registry.run-status.${tenant}.*`);
await connection.flush();
// The broker answers once the request is stored; while too many of the tenant wait, it takes none.
const answer = await connection.request(`registry.cmd.scheduler.${tenant}.${token}`, JSON.stringify(run));
const { error } = answer.json();
if (error !== undefined) throw new Error(`the run was not stored: ${error.description}`);
for await (const message of statuses) {
  const status = message.json();
  if (status.runId !== runId) continue;
  process.stdout.write(`${JSON.stringify(status)}\n`);
  process.exitCode = status.status === 'succeeded' ? 0 : 1;
  if (OVER.includes(status.status)) break;
}
clearTimeout(late);
await connection.close();

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

import {
  AccessDenied,
  PROOF_ALGORITHMS,
  proofMemory,
  verifyProof,
  type ProofMemory,
} from '@policy-registry/access';

import { personas, subjectOf, tenants } from './personas.ts';
import type { SigningKey } from './signing-key.ts';
import { issueToken, TokenRequest } from './token.ts';

const BODY_BYTES_MAX = 4_096;
const HOST = '127.0.0.1';
const CLOCK_TOLERANCE_SECONDS = 5;

type Answer = { readonly status: number; readonly body: unknown };
type Issuer = { readonly url: string; readonly key: SigningKey; readonly isNewProof: ProofMemory };

/** Serves discovery, keys and tokens on loopback. It asks nobody for a password: development only. */
export const startIssuer = async (
  key: SigningKey,
  port: number,
): Promise<{ url: string; server: Server }> => {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the issuer has no address');
  const isNewProof = proofMemory({ nowMs: () => performance.now() });
  const issuer = { key, url: `http://${HOST}:${address.port}`, isNewProof };
  server.on('request', (request, response) => void respond(issuer, request, response));
  return { url: issuer.url, server };
};

const respond = async (issuer: Issuer, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { status, body } = await answer(issuer, request).catch(() =>
    refused(500, 'the request could not be answered'),
  );
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
};

const answer = async (issuer: Issuer, request: IncomingMessage): Promise<Answer> => {
  // A page in the developer's browser may reach loopback under a name of its own; it gets no token.
  if (!isOwnHost(issuer, request.headers.host)) return refused(403, 'the Host header is not this issuer');
  switch (`${request.method} ${request.url}`) {
    case 'GET /healthz':
      return { status: 200, body: { status: 'ok' } };
    case 'GET /.well-known/openid-configuration':
    case 'GET /.well-known/oauth-authorization-server':
      return { status: 200, body: discovery(issuer.url) };
    case 'GET /jwks':
      return { status: 200, body: { keys: [issuer.key.publicJwk] } };
    case 'GET /personas':
      return { status: 200, body: listing() };
    case 'POST /token':
      return token(issuer, request);
  }
  return refused(
    404,
    'there is GET /.well-known/openid-configuration, GET /jwks, GET /personas and POST /token',
  );
};

const isOwnHost = ({ url }: Issuer, host: string | undefined): boolean => {
  const { port } = new URL(url);
  return host === `${HOST}:${port}` || host === `localhost:${port}`;
};

const token = async (issuer: Issuer, request: IncomingMessage): Promise<Answer> => {
  // Not a type that a form in a browser can send unasked.
  if (!request.headers['content-type']?.startsWith('application/json'))
    return refused(415, 'send application/json');
  const text = await textOf(request);
  if (text === undefined) return refused(413, `the body is larger than ${BODY_BYTES_MAX} bytes`);
  const parsed = TokenRequest.safeParse(jsonOf(text));
  if (!parsed.success) {
    return refused(
      400,
      `expected {persona: ${[...personas.keys()].join(' | ')}, tenant: ${tenants.join(' | ')}, authAgeSeconds?}`,
    );
  }
  const nowSeconds = Math.floor(Date.now() / 1000);
  try {
    const thumbprint = await provenKey(issuer, request);
    return { status: 200, body: await issueToken(parsed.data, { ...issuer, nowSeconds }, thumbprint) };
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
    return { status: 400, body: { error: 'invalid_dpop_proof', error_description: error.message } };
  }
};

/** The key that a client proves to have, when it wants its token bound (RFC 9449 §5). */
const provenKey = async (issuer: Issuer, request: IncomingMessage): Promise<string | undefined> => {
  const proofs = request.headersDistinct['dpop'];
  if (proofs === undefined) return undefined;
  const { thumbprint, id, usableMs } = await verifyProof(
    proofs,
    { method: 'POST', uri: `${issuer.url}/token` },
    { nowMs: Date.now(), clockToleranceSeconds: CLOCK_TOLERANCE_SECONDS },
  );
  if (!issuer.isNewProof({ key: `${thumbprint} ${id}`, usableMs }))
    throw new AccessDenied('PROOF_REFUSED', 'the DPoP proof was used before');
  return thumbprint;
};

const textOf = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) return undefined;
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const discovery = (url: string): unknown => ({
  issuer: url,
  jwks_uri: `${url}/jwks`,
  token_endpoint: `${url}/token`,
  response_types_supported: [],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
  dpop_signing_alg_values_supported: PROOF_ALGORITHMS,
});

const listing = (): unknown =>
  tenants.flatMap((tenant) =>
    [...personas].map(([persona, { displayName, role, isInteractive, scopes }]) => ({
      persona,
      tenant,
      displayName,
      role,
      subject: subjectOf(persona, tenant),
      interactive: isInteractive,
      scope: scopes.join(' '),
    })),
  );

const refused = (status: number, description: string): Answer => ({
  status,
  body: { error: 'invalid_request', error_description: description },
});

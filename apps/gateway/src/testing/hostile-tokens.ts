import { createHmac } from 'node:crypto';

import {
  goodClaims,
  goodHeader,
  NOW_MS,
  tokenIssuer,
  unsignedPart,
  type TokenIssuer,
} from '@policy-registry/access/testing';

const seconds = NOW_MS / 1_000;
const OVERSIZED_CHARS = 9_000;

/** Who makes tokens for the vectors, and an address that nobody must ever ask. */
export type Forge = {
  readonly issuer: TokenIssuer;
  readonly rsaIssuer: TokenIssuer;
  readonly stranger: TokenIssuer;
  readonly trapUrl: string;
};

export const newForge = async (trapUrl: string): Promise<Forge> => {
  const [issuer, rsaIssuer, stranger] = await Promise.all([
    tokenIssuer('ES256', 'key-1'),
    tokenIssuer('RS256', 'key-rsa'),
    tokenIssuer('ES256', 'key-1'),
  ]);
  return { issuer, rsaIssuer, stranger, trapUrl };
};

/** A token nobody may get in with, and what the refusal says of it. */
export type HostileToken = {
  readonly name: string;
  readonly said: string;
  readonly make: (forge: Forge) => string | Promise<string>;
};

const MALFORMED = 'the token is not a signed JWT';
const NO_BEARER = 'the Authorization header holds no Bearer or DPoP token';
const ALGORITHM = 'the signature algorithm of the token is not allowed';
const DEMANDS = 'the token demands something that is not supported';
const SIGNATURE = 'the signature of the token does not verify';
const NO_KEY = 'the issuer has no key that fits the token';
const TYPE = 'the token is not an access token (RFC 9068)';
const ISSUER = 'the token is from another issuer';
const AUDIENCE = 'the token is for another audience';
const NOT_YET = 'the token is not valid yet';
const claimFails = (name: string): string => `the token's claims do not hold: ${name}`;

const without = (name: keyof typeof goodClaims): Partial<typeof goodClaims> => {
  const { [name]: _left, ...claims } = goodClaims;
  return claims;
};
/** A token that the issuer itself signed, with these claims and headers instead of the good ones. */
const signed =
  (claims: object, header: Readonly<Record<string, unknown>> = {}): HostileToken['make'] =>
  ({ issuer }) =>
    issuer.sign({ ...goodClaims, ...claims }, header);
const withClaims = (name: string, said: string, claims: object): HostileToken => ({
  name,
  said,
  make: signed(claims),
});
const withoutClaim = (claim: keyof typeof goodClaims, said: string): HostileToken => ({
  name: `no ${claim}`,
  said,
  make: ({ issuer }) => issuer.sign(without(claim)),
});
/** The good token with another part in the place of one of its three. */
const changed =
  (change: (parts: readonly [string, string, string]) => readonly string[]): HostileToken['make'] =>
  async ({ issuer }) => {
    const [header = '', claims = '', signature = ''] = (await issuer.sign()).split('.');
    return change([header, claims, signature]).join('.');
  };
const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const hmacOf = (text: string, secret: string): string =>
  `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;

const FORMS: readonly HostileToken[] = [
  { name: 'garbage', said: MALFORMED, make: () => 'garbage' },
  { name: 'two parts', said: MALFORMED, make: changed(([header, claims]) => [header, claims]) },
  { name: 'an encrypted form of five parts', said: MALFORMED, make: () => 'a.b.c.d.e' },
  { name: 'parts that are no JSON', said: MALFORMED, make: () => 'a.b.c' },
  {
    name: 'a header that is a list',
    said: MALFORMED,
    make: () => `${encoded([])}.${encoded(goodClaims)}.AA`,
  },
  { name: 'characters of no token', said: NO_BEARER, make: () => '{"payload":"x"}' },
  {
    name: 'more than a token can be',
    said: 'the token is too long',
    make: () => 'x'.repeat(OVERSIZED_CHARS),
  },
  {
    name: 'the long token of the issuer itself',
    said: 'the token is too long',
    make: signed({ padding: 'x'.repeat(OVERSIZED_CHARS) }),
  },
];

const ALGORITHMS: readonly HostileToken[] = [
  ...['none', 'None', 'NONE', 'nOnE'].map((alg) => ({
    name: `alg ${alg}`,
    said: ALGORITHM,
    make: () => `${unsignedPart({ ...goodHeader, alg })}.`,
  })),
  {
    name: 'alg none with the signature of the good token',
    said: ALGORITHM,
    make: changed(([, claims, signature]) => [encoded({ ...goodHeader, alg: 'none' }), claims, signature]),
  },
  { name: 'no alg', said: MALFORMED, make: () => `${unsignedPart({ typ: 'at+jwt', kid: 'key-1' })}.AAAA` },
  {
    name: 'a list of algs',
    said: MALFORMED,
    make: () => `${unsignedPart({ ...goodHeader, alg: ['ES256'] })}.AA`,
  },
  {
    name: 'the public EC key as a shared secret',
    said: ALGORITHM,
    make: ({ issuer }) =>
      hmacOf(unsignedPart({ ...goodHeader, alg: 'HS256' }), JSON.stringify(issuer.jwks.keys[0])),
  },
  {
    name: 'the public RSA key as a shared secret',
    said: ALGORITHM,
    make: ({ rsaIssuer }) =>
      hmacOf(unsignedPart({ ...goodHeader, alg: 'HS256', kid: 'key-rsa' }), rsaIssuer.publicPem),
  },
  {
    name: 'an empty shared secret',
    said: ALGORITHM,
    make: () => hmacOf(unsignedPart({ ...goodHeader, alg: 'HS256' }), ''),
  },
  {
    name: 'an algorithm off the list',
    said: ALGORITHM,
    make: async () => (await tokenIssuer('ES384', 'key-1')).sign(),
  },
  {
    name: 'the RSA key named for an EC signature',
    said: NO_KEY,
    make: signed({}, { kid: 'key-rsa' }),
  },
];

const SIGNATURES: readonly HostileToken[] = [
  { name: 'the signature of another key', said: SIGNATURE, make: ({ stranger }) => stranger.sign() },
  { name: 'no signature', said: SIGNATURE, make: changed(([header, claims]) => [header, claims, '']) },
  {
    name: 'a signature of zeros', // which some verifiers of ECDSA took
    said: SIGNATURE,
    make: changed(([header, claims]) => [header, claims, Buffer.alloc(64).toString('base64url')]),
  },
  {
    name: 'a swapped tenant',
    said: SIGNATURE,
    make: changed(([header, , signature]) => [
      header,
      encoded({ ...goodClaims, tenant: 'globex' }),
      signature,
    ]),
  },
  {
    name: 'a wider scope',
    said: SIGNATURE,
    make: changed(([header, , signature]) => [
      header,
      encoded({ ...goodClaims, scope: 'tenant:admin' }),
      signature,
    ]),
  },
  {
    name: 'a changed header',
    said: SIGNATURE,
    make: changed(([, claims, signature]) => [encoded({ ...goodHeader, x: 1 }), claims, signature]),
  },
];

const KEYS: readonly HostileToken[] = [
  ...['unknown', '../../../../dev/null', "x' or '1'='1", '/etc/passwd\u0000', '', '*', 'k'.repeat(1_000)].map(
    (kid) => ({
      name: `the key name ${JSON.stringify(kid.slice(0, 24))}`,
      said: NO_KEY,
      make: ({ stranger }: Forge) => stranger.sign(goodClaims, { kid }),
    }),
  ),
  {
    name: 'a key name that is no text',
    said: NO_KEY,
    make: () => `${unsignedPart({ ...goodHeader, kid: { $ne: '' } })}.AAAA`,
  },
  {
    name: 'a key of its own (jwk)',
    said: SIGNATURE,
    make: ({ stranger }) => stranger.sign(goodClaims, { jwk: stranger.jwks.keys[0] }),
  },
  {
    name: 'keys at an address of its own (jku)',
    said: SIGNATURE,
    make: ({ stranger, trapUrl }) => stranger.sign(goodClaims, { jku: trapUrl }),
  },
  {
    name: 'a certificate at an address of its own (x5u)',
    said: SIGNATURE,
    make: ({ stranger, trapUrl }) => stranger.sign(goodClaims, { x5u: trapUrl }),
  },
  {
    name: 'a certificate of its own (x5c)',
    said: SIGNATURE,
    make: ({ stranger }) => stranger.sign(goodClaims, { x5c: ['MIIB'] }),
  },
  {
    name: 'an extension to be understood (crit)',
    said: DEMANDS,
    make: () => `${unsignedPart({ ...goodHeader, crit: ['exp2'], exp2: 1 })}.AAAA`,
  },
  {
    name: 'a payload that is not encoded (b64)',
    said: SIGNATURE,
    make: () => `${unsignedPart({ ...goodHeader, crit: ['b64'], b64: false })}.AAAA`,
  },
];

const PURPOSES: readonly HostileToken[] = [
  ...['JWT', 'id+jwt', 'logout+jwt', 'dpop+jwt', 'at+jwt; x', ''].map((typ) => ({
    name: `typ ${JSON.stringify(typ)}`,
    said: TYPE,
    make: signed({}, { typ }),
  })),
  { name: 'no typ', said: TYPE, make: signed({}, { typ: undefined }) },
  {
    name: 'an ID token of the same issuer',
    said: TYPE,
    make: ({ issuer }) =>
      issuer.sign({ ...without('client_id'), aud: 'console', azp: 'console', nonce: 'n' }, { typ: 'JWT' }),
  },
  withClaims('another issuer', ISSUER, { iss: 'https://evil.example' }),
  withClaims('an issuer with a slash more', ISSUER, { iss: `${goodClaims.iss}/` }),
  withClaims('an issuer that goes on', ISSUER, { iss: `${goodClaims.iss}.evil.example` }),
  withClaims('a list of issuers', ISSUER, { iss: [goodClaims.iss] }),
  withoutClaim('iss', ISSUER),
  withClaims('another audience', AUDIENCE, { aud: 'console' }),
  withClaims('other audiences', AUDIENCE, { aud: ['console', 'policy-registry.evil'] }),
  withClaims('no audience in the list', AUDIENCE, { aud: [] }),
  withClaims('an audience in a list of lists', AUDIENCE, { aud: [['policy-registry']] }),
  withClaims('an audience that is an object', AUDIENCE, { aud: { 0: 'policy-registry' } }),
  withClaims('an audience in other letters', AUDIENCE, { aud: 'Policy-Registry' }),
  withoutClaim('aud', AUDIENCE),
  withClaims('an azp that is another client', 'the token names two clients, by azp and by client_id', {
    azp: 'another',
  }),
  withClaims('an azp that is a list', claimFails('azp'), { azp: ['console'] }),
  withClaims('a client that is not accepted', 'the token was issued to a client that is not accepted', {
    client_id: 'another',
  }),
];

const TIMES_AND_CLAIMS: readonly HostileToken[] = [
  withClaims('expired', 'the token has expired', { exp: seconds - 6 }),
  withClaims('expired long ago', 'the token has expired', { exp: 0 }),
  withClaims('an end that is text', claimFails('exp'), { exp: String(seconds + 300) }),
  withoutClaim('exp', claimFails('exp')),
  withClaims('not yet valid', NOT_YET, { nbf: seconds + 6 }),
  withClaims('issued in the future', 'the token is from the future', { iat: seconds + 6 }),
  withClaims('a sign-in in the future', 'the authentication is from the future', { auth_time: seconds + 60 }),
  withoutClaim('iat', claimFails('iat')),
  withoutClaim('sub', claimFails('sub')),
  withoutClaim('jti', claimFails('jti')),
  withoutClaim('client_id', claimFails('client_id')),
  withoutClaim('tenant', claimFails('tenant')),
  withClaims('a tenant in capitals', claimFails('tenant'), { tenant: 'ACME' }),
  withClaims('a tenant that is a pattern', claimFails('tenant'), { tenant: 'acme.>' }),
  withClaims('a list of tenants', claimFails('tenant'), { tenant: ['acme', 'globex'] }),
  withClaims('an empty subject', claimFails('sub'), { sub: '' }),
  withClaims('a person by the word', claimFails('interactive'), { interactive: 'true' }),
  withClaims('a service that claims to be a person', 'a service identity is never interactive', {
    sub: 'console',
  }),
];

export const HOSTILE_TOKENS: readonly HostileToken[] = [
  ...FORMS,
  ...ALGORITHMS,
  ...SIGNATURES,
  ...KEYS,
  ...PURPOSES,
  ...TIMES_AND_CLAIMS,
];

import { createHmac } from 'node:crypto';

import { goodProofClaims, PUBLIC_URL, unsignedPart, type ProofMaker } from '@policy-registry/access/testing';

const OVERSIZED_CHARS = 5_000;

/** The holder of a bound token, somebody else with a key, and that token. */
export type Holder = {
  readonly owner: ProofMaker;
  readonly thief: ProofMaker;
  readonly token: string;
  /** A new one each time. */
  readonly jti: () => string;
};

/** What a bound token comes with in its `DPoP` headers, and what the refusal says of it. */
export type HostileProof = {
  readonly name: string;
  readonly said: string;
  readonly make: (holder: Holder) => string | readonly string[] | Promise<string | readonly string[]>;
};

const NO_JWT = 'it is no JWT that is signed with the public key in its header';
const ADDRESS = 'it is for another address';
const METHOD = 'it is for another method';
const ALGORITHM = 'its algorithm is not allowed';
const TYPE = 'its type is not dpop+jwt';
const LACKS = 'it lacks jti, htm, htu or iat';
const SIGNATURE = 'its signature does not verify';

const good = ({ token, jti }: Holder) => goodProofClaims(token, jti());
const provedWith = (
  name: string,
  said: string,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): HostileProof => ({
  name,
  said,
  make: (holder) => holder.owner.prove({ ...good(holder), ...claims }, header),
});
/** The good proof, with another address than its own. */
const forAddress = (name: string, htu: unknown): HostileProof => provedWith(name, ADDRESS, { htu });
const headerOf = ({ owner }: Holder, header: object) => ({
  alg: 'ES256',
  typ: 'dpop+jwt',
  jwk: owner.publicJwk,
  ...header,
});
const path = '/api/v1/policies';
const nowSeconds = (holder: Holder): number => good(holder).iat;

const FORMS: readonly HostileProof[] = [
  { name: 'garbage', said: NO_JWT, make: () => 'garbage' },
  { name: 'the access token itself', said: NO_JWT, make: ({ token }) => token },
  { name: 'more than a proof can be', said: 'it is too long', make: () => 'x'.repeat(OVERSIZED_CHARS) },
  {
    name: 'two headers, the good one first',
    said: 'there are two DPoP headers',
    make: async (holder) => [await holder.owner.prove(good(holder)), 'x'],
  },
  {
    name: 'two proofs in one header',
    said: NO_JWT,
    make: async (holder) => `${await holder.owner.prove(good(holder))}, x`,
  },
  {
    name: 'no signature (alg none)',
    said: ALGORITHM,
    make: (holder) => `${unsignedPart(headerOf(holder, { alg: 'none' }), good(holder))}.`,
  },
  {
    name: 'the public key as a shared secret',
    said: ALGORITHM,
    make: (holder) => {
      const text = unsignedPart(headerOf(holder, { alg: 'HS256' }), good(holder));
      const mac = createHmac('sha256', JSON.stringify(holder.owner.publicJwk)).update(text);
      return `${text}.${mac.digest('base64url')}`;
    },
  },
  {
    name: 'a shared secret that it brings itself',
    said: ALGORITHM,
    make: (holder) => {
      const jwk = { kty: 'oct', k: Buffer.from('secret').toString('base64url') };
      const text = unsignedPart(headerOf(holder, { alg: 'HS256', jwk }), good(holder));
      return `${text}.${createHmac('sha256', 'secret').update(text).digest('base64url')}`;
    },
  },
  ...['at+jwt', 'JWT', undefined].map((typ) => provedWith(`typ ${typ}`, TYPE, {}, { typ })),
];

const KEYS: readonly HostileProof[] = [
  {
    name: 'a proof of another key',
    said: 'it is of another key',
    make: (holder) => holder.thief.prove(good(holder)),
  },
  {
    name: 'the key of the token and the signature of another',
    said: SIGNATURE,
    make: (holder) => holder.thief.prove(good(holder), { jwk: holder.owner.publicJwk }),
  },
  {
    name: 'a private key in its header',
    said: NO_JWT,
    make: (holder) => holder.owner.prove(good(holder), { jwk: holder.owner.privateJwk }),
  },
  provedWith('no key in its header', NO_JWT, {}, { jwk: undefined }),
  provedWith('a key that is none', NO_JWT, {}, { jwk: { kty: 'EC' } }),
  {
    name: 'the name of a key in the place of a key',
    said: NO_JWT,
    make: (holder) => holder.owner.prove(good(holder), { jwk: undefined, kid: holder.owner.thumbprint }),
  },
  {
    name: 'claims changed after signing',
    said: SIGNATURE,
    make: async (holder) => {
      const [header, , signature] = (await holder.owner.prove(good(holder))).split('.');
      const [, claims] = unsignedPart({}, { ...good(holder), htm: 'GET' }).split('.');
      return `${header}.${claims}.${signature}`;
    },
  },
];

const TARGETS: readonly HostileProof[] = [
  provedWith('another method', METHOD, { htm: 'POST' }),
  provedWith('the method in small letters', METHOD, { htm: 'get' }),
  forAddress('another path', `${PUBLIC_URL}${path}/gate`),
  forAddress('a path that goes on', `${PUBLIC_URL}${path}/`),
  forAddress('a path in capitals', `${PUBLIC_URL}/API/v1/policies`),
  forAddress('another host', `https://evil.example${path}`),
  forAddress('a host that goes on', `${PUBLIC_URL}.evil.example${path}`),
  forAddress('another port', `${PUBLIC_URL}:8443${path}`),
  forAddress('no TLS', `http://registry.example${path}`),
  forAddress('a user in the address', `https://registry.example@evil.example${path}`),
  forAddress('a path alone', path),
  {
    name: 'another token',
    said: 'it is for another token',
    make: (holder) => holder.owner.prove(goodProofClaims('other', holder.jti())),
  },
  provedWith('no token', 'it is for another token', { ath: undefined }),
];

const TIMES_AND_CLAIMS: readonly HostileProof[] = [
  {
    name: 'a proof that is too old',
    said: 'it is too old',
    make: (holder) => holder.owner.prove({ ...good(holder), iat: nowSeconds(holder) - 66 }),
  },
  {
    name: 'a proof of later',
    said: 'its claims do not hold: iat',
    make: (holder) => holder.owner.prove({ ...good(holder), iat: nowSeconds(holder) + 6 }),
  },
  {
    name: 'a proof that says itself that it expired',
    said: 'it is too old',
    make: (holder) => holder.owner.prove({ ...good(holder), exp: nowSeconds(holder) - 6 }),
  },
  provedWith('no time', 'its claims do not hold: iat', { iat: undefined }),
  provedWith('no id', LACKS, { jti: undefined }),
  provedWith('an empty id', LACKS, { jti: '' }),
  provedWith('an id without end', LACKS, { jti: 'x'.repeat(257) }),
  provedWith('no method', LACKS, { htm: undefined }),
  provedWith('no address', LACKS, { htu: undefined }),
  provedWith('a list of addresses', LACKS, { htu: [`${PUBLIC_URL}${path}`] }),
];

export const HOSTILE_PROOFS: readonly HostileProof[] = [...FORMS, ...KEYS, ...TARGETS, ...TIMES_AND_CLAIMS];

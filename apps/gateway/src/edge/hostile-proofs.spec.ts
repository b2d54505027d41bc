import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { goodClaims, goodProofClaims, proofMaker, PUBLIC_URL } from '@policy-registry/access/testing';

import { guardedGateway, type GuardedGateway } from '../testing/guarded-gateway.ts';
import { HOSTILE_PROOFS, type Holder } from '../testing/hostile-proofs.ts';
import { newForge, type Forge } from '../testing/hostile-tokens.ts';

// A token that is bound to a key, over HTTP, with proofs that hold and with proofs that do not.

const ALGS = 'algs="ES256 EdDSA RS256"';
const NO_PROOF = `DPoP error="invalid_dpop_proof", ${ALGS}`;

let guarded: GuardedGateway;
let forge: Forge;
let holder: Holder;
let bearerToken = '';
let made = 0;

const boundTo = (thumbprint: string, claims: object = {}): Promise<string> =>
  forge.issuer.sign({ ...goodClaims, ...claims, cnf: { jkt: thumbprint } });

beforeAll(async () => {
  forge = await newForge('http://127.0.0.1:9/');
  guarded = await guardedGateway(forge);
  const [owner, thief] = await Promise.all([proofMaker(), proofMaker()]);
  const token = await boundTo(owner.thumbprint);
  holder = { owner, thief, token, jti: () => `proof-${(made += 1)}` };
  bearerToken = await forge.issuer.sign();
});
afterAll(() => guarded.gateway.close());

const goodProof = (claims: object = {}): Promise<string> =>
  holder.owner.prove({ ...goodProofClaims(holder.token, holder.jti()), ...claims });
const withProof = (dpop: string | readonly string[]) => ({
  authorization: `DPoP ${holder.token}`,
  dpop,
});

process.stderr.write(`${HOSTILE_PROOFS.length} vectors of hostile proofs\n`);

describe('a bound token is let in with a proof', () => {
  it.each([
    ['as its holder makes it', {}],
    ['with the default port in its address', { htu: 'https://registry.example:443/api/v1/policies' }],
    ['with an address in other letters', { htu: 'HTTPS://Registry.Example/api/v1/%70olicies' }],
    ['with a query in its address', { htu: `${PUBLIC_URL}/api/v1/policies?page_size=1#top` }],
    ['that took nearly a minute', { iat: goodProofClaims('', '').iat - 59 }],
    ['by a clock that is off', { iat: goodProofClaims('', '').iat + 4 }],
  ])('%s', async (_what, claims) => {
    expect((await guarded.ask({ headers: withProof(await goodProof(claims)) })).status).toBe(200);
  });

  it.each(['RS256', 'EdDSA'])('signed with %s', async (alg) => {
    const owner = await proofMaker(alg);
    const token = await boundTo(owner.thumbprint);
    const dpop = await owner.prove(goodProofClaims(token, holder.jti()));
    expect((await guarded.ask({ headers: { authorization: `dpop ${token}`, dpop } })).status).toBe(200);
  });

  it('for another request each, also to a path with a query', async () => {
    const dpop = await goodProof({ htu: `${PUBLIC_URL}/api/v1/environments` });
    const path = '/api/v1/environments?page_size=1';
    expect((await guarded.ask({ headers: withProof(dpop), path })).status).not.toBe(401);
  });

  it('and a bearer token without one, even where a header holds something', async () => {
    const authorization = `Bearer ${bearerToken}`;
    expect((await guarded.ask({ headers: { authorization, dpop: 'ignored' } })).status).toBe(200);
  });
});

describe('a bound token is not let in', () => {
  it.each(HOSTILE_PROOFS.map((vector) => [vector.name, vector] as const))(
    'with %s',
    async (_name, { make, said }) => {
      const { status, challenge, problem } = await guarded.ask({ headers: withProof(await make(holder)) });
      expect([status, challenge]).toStrictEqual([401, NO_PROOF]);
      expect(problem).toMatchObject({
        code: 'DPOP_PROOF_REFUSED',
        detail: `the DPoP proof does not hold: ${said}`,
      });
    },
  );

  it('with a proof that was used before', async () => {
    const headers = withProof(await goodProof());
    expect((await guarded.ask({ headers })).status).toBe(200);
    const { status, challenge, problem } = await guarded.ask({ headers });
    expect([status, challenge, problem.detail]).toStrictEqual([
      401,
      NO_PROOF,
      'the DPoP proof does not hold: it was used before',
    ]);
  });

  it('without a proof', async () => {
    const { status, challenge, problem } = await guarded.ask({
      headers: { authorization: `DPoP ${holder.token}` },
    });
    expect([status, challenge, problem.code]).toStrictEqual([401, NO_PROOF, 'DPOP_PROOF_REFUSED']);
  });

  it('as a bearer token, also beside a good proof', async () => {
    for (const dpop of [[], await goodProof()]) {
      const headers = { authorization: `Bearer ${holder.token}`, dpop };
      const { status, challenge, problem } = await guarded.ask({ headers });
      expect([status, challenge, problem.code]).toStrictEqual([
        401,
        `DPoP error="invalid_token", ${ALGS}`,
        'TOKEN_REFUSED',
      ]);
    }
  });

  it('when it has expired, whatever the proof', async () => {
    const token = await boundTo(holder.owner.thumbprint, { exp: goodProofClaims('', '').iat - 6 });
    const dpop = await holder.owner.prove(goodProofClaims(token, holder.jti()));
    const { status, challenge } = await guarded.ask({ headers: { authorization: `DPoP ${token}`, dpop } });
    expect([status, challenge]).toStrictEqual([401, `DPoP error="invalid_token", ${ALGS}`]);
  });
});

describe('beside bound tokens', () => {
  it('an unbound one with a proof is refused as what it is, a bearer token', async () => {
    const dpop = await holder.owner.prove(goodProofClaims(bearerToken, holder.jti()));
    const { status, challenge } = await guarded.ask({
      headers: { authorization: `DPoP ${bearerToken}`, dpop },
    });
    expect([status, challenge]).toStrictEqual([401, 'Bearer error="invalid_token"']);
  });

  it('no new proof is taken where the memory of used ones is full', async () => {
    const full = await guardedGateway(forge, { proofsMax: 1 });
    const statuses = [];
    for (let round = 0; round < 2; round += 1)
      statuses.push((await full.ask({ headers: withProof(await goodProof()) })).status);
    await full.gateway.close();
    expect(statuses).toStrictEqual([200, 503]);
  });
});

describe('where only bound tokens are taken', () => {
  let strict: GuardedGateway;
  beforeAll(async () => {
    strict = await guardedGateway(forge, { isBindingRequired: true });
  });
  afterAll(() => strict.gateway.close());

  it('lets in with a proof', async () => {
    expect((await strict.ask({ headers: withProof(await goodProof()) })).status).toBe(200);
  });

  it.each([
    ['nothing', {}, 'TOKEN_MISSING', `DPoP ${ALGS}`],
    [
      'what is no token',
      { authorization: 'Basic x' },
      'TOKEN_REFUSED',
      `DPoP error="invalid_token", ${ALGS}`,
    ],
  ])('asks for such a one where there is %s', async (_what, headers, code, challenge) => {
    expect(await strict.ask({ headers })).toMatchObject({ status: 401, challenge, problem: { code } });
  });

  it.each(['Bearer', 'DPoP'])('refuses another one, called %s', async (scheme) => {
    const headers = { authorization: `${scheme} ${bearerToken}`, dpop: await goodProof() };
    expect(await strict.ask({ headers })).toMatchObject({
      status: 401,
      challenge: `DPoP error="invalid_token", ${ALGS}`,
      problem: { code: 'TOKEN_REFUSED', detail: expect.stringContaining('bound to no key') },
    });
  });
});

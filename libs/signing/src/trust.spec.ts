import { describe, expect, it } from '@jest/globals';

import { newSigningKeyPem, publicKeyOfPem } from './signing-key.ts';
import { anchorOf, identityOf, ours } from './testing/certified.ts';
import { TrustAnchor } from './trust.ts';

const [one, two] = [publicKeyOfPem(newSigningKeyPem()), publicKeyOfPem(newSigningKeyPem())];
const window = { validFrom: '2026-01-01T00:00:00.000Z', validTo: '2026-12-31T23:59:59.999Z' };
const key = { ...one, tenant: 'acme', ...window };

describe('a trust anchor', () => {
  it('lists keys of several tenants with their windows', () => {
    const anchor = { keys: [key, { ...two, tenant: 'globex', ...window }] };
    expect(TrustAnchor.parse(anchor)).toStrictEqual(anchor);
  });

  it.each([
    ['a key under the id of another', [{ ...key, spki: two.spki }]],
    ['a key twice', [key, { ...key, tenant: 'globex' }]],
    ['a window that ends before it begins', [{ ...key, validTo: '2025-01-01T00:00:00.000Z' }]],
    ['a window in another form', [{ ...key, validFrom: '2026-01-01' }]],
    ['a key of no tenant', [{ ...one, ...window }]],
    ['what it does not know', [{ ...key, note: 'x' }]],
  ])('does not hold %s', (_what, keys) => {
    expect(TrustAnchor.safeParse({ keys }).success).toBe(false);
  });

  it('lists authorities and identities', () => {
    expect(TrustAnchor.parse(anchorOf(ours))).toStrictEqual(anchorOf(ours));
  });

  const { certificateAuthorities = [], identities = [] } = anchorOf(ours);
  it.each([
    ['an authority for time stamps that certifies instead', { timestampAuthorities: certificateAuthorities }],
    ['an authority without certificates', { certificateAuthorities: [{ ...window, certificates: [] }] }],
    [
      'an authority of something else than certificates',
      { certificateAuthorities: [{ ...window, certificates: ['AAAA', 'AAAA'] }] },
    ],
    [
      'an identity of two tenants',
      { identities: [...identities, { ...identityOf('acme'), tenant: 'initech', ...window }] },
    ],
    [
      'an identity with a comma',
      { identities: [{ tenant: 'acme', identity: 'https://a,URI:https://b', issuer: 'x', ...window }] },
    ],
  ])('does not hold %s', (_what, changed) => {
    expect(TrustAnchor.safeParse(anchorOf(ours, changed)).success).toBe(false);
  });
});

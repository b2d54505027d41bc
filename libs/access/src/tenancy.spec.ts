import { describe, expect, it } from '@jest/globals';

import { requireScope } from './scopes.ts';
import { requireTenant } from './tenancy.ts';

describe('requireTenant', () => {
  it('gives the tenant both name', () => expect(requireTenant('acme', 'acme')).toBe('acme'));

  it.each([undefined, ''])('demands the header (%j)', (header) =>
    expect(() => requireTenant(header, 'acme')).toThrow(expect.objectContaining({ code: 'TENANT_REQUIRED' })),
  );

  it.each(['globex', 'ACME', 'acme ', 'acme,globex', ['acme', 'globex'], ['acme']])('refuses %j', (header) =>
    expect(() => requireTenant(header, 'acme')).toThrow(
      expect.objectContaining({ code: 'ERR_TENANT_MISMATCH' }),
    ),
  );
});

describe('requireScope', () => {
  const carol = { scopes: ['policy:read', 'policy:publish'] };

  it('lets in who holds it', () => expect(() => requireScope(carol, 'policy:publish')).not.toThrow());

  it('names the scope that is missing', () =>
    expect(() => requireScope(carol, 'policy:promote')).toThrow(
      expect.objectContaining({ code: 'ERR_SCOPE_MISMATCH', message: 'the scope policy:promote is needed' }),
    ));
});

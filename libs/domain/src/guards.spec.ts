import { describe, expect, it } from '@jest/globals';

import { requireFreshPerson, requireMatch, requireScope, requireSystem, requireTenant } from './guards.ts';
import { absentTenant, context, NOW, openTenant, person, scheduler, system } from './testing/samples.ts';

const as = (principal: typeof system, changes: Partial<ReturnType<typeof context>> = {}) => ({
  ...context(principal, {}),
  ...changes,
});
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('a scope', () => {
  it('is enough when it is one of those asked for', () => {
    expect(() => requireScope(as(scheduler), 'policy:simulate', 'policy:run')).not.toThrow();
  });

  it('is missing when the principal has others, or only part of its name', () => {
    expect(() => requireScope(as(person('u-1', 'policy:read')), 'policy:author')).toThrow(
      code('SCOPE_MISSING'),
    );
    expect(() => requireScope(as({ ...scheduler, scopes: ['policy:'] }), 'policy:author')).toThrow(
      code('SCOPE_MISSING'),
    );
  });

  it('does not make a process of the registry somebody', () => {
    expect(() => requireScope(as({ ...system, scopes: ['policy:author'] }), 'policy:author')).toThrow(
      code('SCOPE_MISSING'),
    );
  });
});

describe('the registry itself', () => {
  it('is neither a person nor a service, whatever their scopes', () => {
    expect(() => requireSystem(as(system))).not.toThrow();
    expect(() => requireSystem(as(scheduler))).toThrow(code('SYSTEM_REQUIRED'));
    expect(() => requireSystem(as(person('u-1', 'tenant:admin')))).toThrow(code('SYSTEM_REQUIRED'));
  });
});

describe('a fresh sign-in', () => {
  const signedIn = (agoMs: number) => as({ ...person('u-1'), authenticatedAt: NOW - agoMs });

  it('is one of at most the tenant’s age, at the broker’s time of the command', () => {
    expect(() => requireFreshPerson(signedIn(300_000), openTenant)).not.toThrow();
    expect(() => requireFreshPerson(signedIn(300_001), openTenant)).toThrow(code('AUTHENTICATION_STALE'));
  });

  it('is asked of a person only', () => {
    expect(() => requireFreshPerson(as({ ...scheduler, authenticatedAt: NOW }), openTenant)).toThrow(
      code('INTERACTIVE_REQUIRED'),
    );
    expect(() =>
      requireFreshPerson(as({ ...scheduler, isInteractive: true, authenticatedAt: NOW }), openTenant),
    ).toThrow(code('INTERACTIVE_REQUIRED'));
  });
});

describe('a tenant', () => {
  it('is there once it is open', () => {
    expect(requireTenant(openTenant, as(system))).toBe(openTenant);
    expect(() => requireTenant(absentTenant, as(system))).toThrow(code('TENANT_UNKNOWN'));
  });
});

describe('If-Match', () => {
  it.each([
    ['nothing', undefined, 3, true],
    ['the present revision', '3', 3, true],
    ['an earlier revision', '2', 3, false],
    ['the same number in another form', '03', 3, false],
    ['“must not exist” of what does not', '*', 0, true],
    ['“must not exist” of what does', '*', 1, false],
  ])('%s', (_what, ifMatch, revision, isMet) => {
    const check = () => requireMatch(as(system, { ifMatch }), revision);
    if (isMet) expect(check).not.toThrow();
    else expect(check).toThrow(code('RESOURCE_STALE'));
  });
});

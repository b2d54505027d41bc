/** The rights there are. Access tokens carry them, and roles of a tenant grant them. */
export const SCOPES = [
  'policy:read',
  'policy:author',
  'policy:review',
  'policy:approve',
  'policy:operate',
  'policy:publish',
  'policy:promote',
  'policy:activate',
  'policy:archive',
  'policy:audit',
  'policy:simulate',
  'policy:run',
  'findings:read',
  'tenant:admin',
  'registry:operate',
] as const;
export type Scope = (typeof SCOPES)[number];

/** For persons alone, however a service identity came by them. */
export const INTERACTIVE_SCOPES: readonly Scope[] = ['policy:publish', 'policy:promote'];

const FROM_THE_ISSUER: readonly Scope[] = ['tenant:admin', 'registry:operate'];
/** What a role may hold. Who administers a tenant, and who operates the registry, is the issuer's word alone. */
export const GRANTABLE_SCOPES: readonly Scope[] = SCOPES.filter((scope) => !FROM_THE_ISSUER.includes(scope));

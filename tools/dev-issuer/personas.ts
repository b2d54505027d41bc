import { createHash } from 'node:crypto';

const SUBJECT_LENGTH = 16;

/** The two tenants of the development set-up. */
export const tenants = ['acme', 'globex'] as const;

/** Somebody to act as in development. Names stay in this program: tokens carry an opaque subject only. */
export type Persona = {
  readonly displayName: string;
  readonly role: string;
  readonly isInteractive: boolean;
  readonly scopes: readonly string[];
};

/** One persona per duty of the policy life cycle, the same in every tenant. */
export const personas: ReadonlyMap<string, Persona> = new Map([
  [
    'alice',
    person('Alice', 'author', [
      'policy:read',
      'policy:author',
      'policy:simulate',
      'policy:run',
      'findings:read',
    ]),
  ],
  ['bob', person('Bob', 'approver', ['policy:read', 'policy:review', 'policy:approve', 'findings:read'])],
  ['carol', person('Carol', 'publisher', ['policy:read', 'policy:publish', 'policy:promote'])],
  [
    'dave',
    person('Dave', 'operator', [
      'policy:read',
      'policy:operate',
      'policy:activate',
      'policy:archive',
      'tenant:admin',
    ]),
  ],
  ['olga', person('Olga', 'registrar', ['registry:operate'])],
  ['erin', person('Erin', 'auditor', ['policy:read', 'policy:audit'])],
  [
    'robot',
    {
      ...person('Robot', 'service', [
        'policy:read',
        'policy:simulate',
        'policy:run',
        'policy:author',
        'policy:publish',
      ]),
      isInteractive: false, // so that its publish is seen to be refused, although it has the scope
    },
  ],
]);

/** The same for one persona and tenant always, and says neither. */
export const subjectOf = (persona: string, tenant: string): string => {
  const kind = personas.get(persona)?.isInteractive === false ? 'service' : 'user';
  const digest = createHash('sha256')
    .update(`policy-registry development persona\n${tenant}\n${persona}`)
    .digest('hex');
  return `${kind}-${digest.slice(0, SUBJECT_LENGTH)}`;
};

function person(displayName: string, role: string, scopes: readonly string[]): Persona {
  return { displayName, role, isInteractive: true, scopes };
}

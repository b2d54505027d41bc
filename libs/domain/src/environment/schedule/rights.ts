import { grantedScopes, groupsOf, type Access } from '../../tenant/access.ts';
import type { Right } from './events.ts';

const isGranted = (access: Access, id: string): boolean =>
  grantedScopes(access, { type: 'user', id }).includes('policy:promote');

/** What the tenant says of a person's right to promote, who just used it. */
export const rightOf = (access: Access, id: string): Right => ({
  id,
  isGranted: isGranted(access, id),
  groups: [...groupsOf(access, id)],
});

/**
 * Whether somebody has the right still, as far as the registry can know: what the tenant granted, it still grants, and they
 * left no group. What a token said is the issuer's to take back, who does not tell.
 */
export const isStillHeld = (access: Access, right: Right): boolean => {
  const groups = groupsOf(access, right.id);
  return (
    (!right.isGranted || isGranted(access, right.id)) && right.groups.every((group) => groups.includes(group))
  );
};

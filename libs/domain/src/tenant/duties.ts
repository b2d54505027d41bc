import { z } from 'zod';

// These names ARE the storage format.

/** What an approval policy may ask for besides: who may not do two things, and what takes two persons. */
export const DUTIES = [
  'approvers_never_publish',
  'publishers_never_promote',
  'promoters_never_approve',
  'two_persons_publish',
  'two_persons_promote',
] as const;
export type Duty = (typeof DUTIES)[number];
export const Duties = z.array(z.enum(DUTIES)).max(DUTIES.length);

export const hasDuty = (
  { duties = [] }: { readonly duties?: readonly Duty[] | undefined },
  duty: Duty,
): boolean => duties.includes(duty);

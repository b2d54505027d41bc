import { sha256Hex } from '@policy-registry/kernel';

import { BASIS_POINTS_MAX, type Selector } from './selector.ts';

/** Whom or what a decision is about, as the enforcement point names it. */
export type Subject = { readonly id: string; readonly tags: readonly string[] };

/** What is bound of one policy, as an enforcement point is told. */
export type ActiveVersions = {
  readonly policyId: string;
  readonly stable: number | undefined;
  readonly canary:
    { readonly version: number; readonly selector: Selector; readonly isPaused: boolean } | undefined;
};

/**
 * The version that decides about a subject; `undefined` where none does. The same on every machine, and total. A subject that
 * a canary has once selected stays with it for as long as the canary only widens.
 */
export const versionFor = (
  { policyId, stable, canary }: ActiveVersions,
  subject: Subject,
): number | undefined =>
  canary !== undefined && !canary.isPaused && selects(canary.selector, policyId, subject)
    ? canary.version
    : stable;

const selects = (
  { tags, basisPoints, salt }: Selector,
  policyId: string,
  { id, tags: ofSubject }: Subject,
): boolean =>
  tags.some((tag) => ofSubject.includes(tag)) || bucketOf({ policyId, salt, subject: id }) < basisPoints;

/**
 * The place of a subject among 0 to 9,999: the first 48 bits of the SHA-256 of `policyId`, `salt` and `subject` in UTF-8 with a
 * line feed between them, read as a big-endian number, modulo 10,000. Neither an id nor a salt holds a line feed.
 */
export const bucketOf = ({
  policyId,
  salt,
  subject,
}: {
  readonly policyId: string;
  readonly salt: string;
  readonly subject: string;
}): number =>
  Number.parseInt(sha256Hex(`${policyId}\n${salt}\n${subject}`).slice(0, 12), 16) % BASIS_POINTS_MAX;

import { edgeProblems } from '@policy-registry/contracts';
import { base32, sha256OfFields } from '@policy-registry/kernel';

import { Problem } from '../edge/problem.ts';

const CHECK_LENGTH = 16;
const TOKEN_LENGTH_MAX = 1_024;
const WHOLE_NUMBER = /^(0|[1-9]\d{0,15})$/;

// Opaque texts that go to a client and come back. The check binds them to a tenant and a use, so that one is not
// taken for another by mistake; it is no signature, and nothing depends on their being genuine: whoever makes one up
// waits for, or lists from, another place of what they may see anyway.

/** Where the read models are, for one tenant to send back. */
export const positionToken = (tenant: string, seq: number): string => seal(tenant, 'position', [String(seq)]);

/** Throws a Problem for a token of another tenant, and for what is no token. */
export const openPosition = (tenant: string, token: string): number => {
  const [seq] = open(tenant, 'position', token) ?? [];
  if (seq === undefined || !WHOLE_NUMBER.test(seq)) {
    throw new Problem(edgeProblems.positionInvalid, 'the position is none that this tenant was given');
  }
  return Number(seq);
};

/** Where a list goes on, after the row with this key. */
export const pageToken = (tenant: string, list: string, key: readonly string[]): string =>
  seal(tenant, `page ${list}`, key);

/** Throws a Problem for a token of another tenant or list, and for what is no token. */
export const openPage = (tenant: string, list: string, token: string): readonly string[] => {
  const key = open(tenant, `page ${list}`, token);
  if (key === undefined)
    throw new Problem(edgeProblems.pageTokenInvalid, 'the page token is none of this list');
  return key;
};

const seal = (tenant: string, use: string, parts: readonly string[]): string =>
  `${Buffer.from(JSON.stringify(parts)).toString('base64url')}.${checkOf(tenant, use, parts)}`;

const open = (tenant: string, use: string, token: string): readonly string[] | undefined => {
  const [encoded = '', check = ''] = token.length > TOKEN_LENGTH_MAX ? [] : token.split('.');
  const parts = parse(Buffer.from(encoded, 'base64url').toString('utf8'));
  return parts !== undefined && check === checkOf(tenant, use, parts) ? parts : undefined;
};

const checkOf = (tenant: string, use: string, parts: readonly string[]): string =>
  base32(sha256OfFields(tenant, use, ...parts)).slice(0, CHECK_LENGTH);

const parse = (text: string): readonly string[] | undefined => {
  try {
    const parts: unknown = JSON.parse(text);
    return Array.isArray(parts) && parts.every((part) => typeof part === 'string') ? parts : undefined;
  } catch {
    return undefined; // not JSON: not one of ours
  }
};

import { z } from 'zod';

// The waivers of a policy are counted from 1, and each is called by the policy and its number: `pay-gate.3`.

export const WAIVER_ID = /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?\.[1-9]\d{0,8}$/;
export const WaiverId = z.string().regex(WAIVER_ID);

export const waiverIdOf = (policyId: string, number: number): string => `${policyId}.${number}`;

export const policyOfWaiver = (waiverId: string): string => waiverId.slice(0, waiverId.lastIndexOf('.'));

import { changed, created, list, one, type Operation } from './answers.ts';

const step = (summary: string): Operation => ({
  summary,
  answers: changed('Waiver'),
  condition: 'optional',
});

/** The operations on waivers, by the names of their controller's methods. */
export const WAIVER_OPERATIONS: Readonly<Record<string, Operation>> = {
  requestWaiver: {
    summary:
      'Ask for an exception; needs a rule, a component or an advisory, an expiry, a reason and a ticket',
    answers: created('Waiver'),
  },
  listWaivers: {
    summary: 'Waivers in bytewise order of their policies, and of each in the order in which they were made',
    answers: list('Waiver'),
  },
  getWaiver: { summary: 'A waiver', answers: one('Waiver') },
  getWaiverTexts: { summary: 'Why a waiver was asked for, decrypted', answers: one('Texts') },
  renewWaiver: {
    summary: 'Ask for the same with another expiry; it takes the place of the first once it is approved',
    answers: created('Waiver'),
    condition: 'optional',
  },
  approveWaiver: step('Agree to a waiver; not for whoever asked for it or owns it, nor for a program'),
  rejectWaiver: step('Refuse a waiver; needs a reason'),
  withdrawWaiver: step('Take back what was asked for; needs a reason'),
  revokeWaiver: step(
    'End an approved waiver; for whoever approved or owns it, or has policy:operate, and needs a reason',
  ),
};

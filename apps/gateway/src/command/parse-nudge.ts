import { nudgeSubject, Outcome } from '@policy-registry/kernel';

/** The outcome in a nudge. A nudge is a hint: what is none, or is about another command than its subject, is passed over. */
export const parseNudge = (subject: string, bytes: Uint8Array): Outcome | undefined => {
  const outcome = Outcome.safeParse(parseJson(bytes)).data;
  return outcome !== undefined && nudgeSubject(outcome.tenant, outcome.commandId) === subject
    ? outcome
    : undefined;
};

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
};

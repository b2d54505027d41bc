import { Nudge, nudgeSubject } from '@policy-registry/kernel';

/** What a nudge tells. A nudge is a hint: what is none, or is about another command than its subject, is passed over. */
export const parseNudge = (subject: string, bytes: Uint8Array): Nudge | undefined => {
  const told = Nudge.safeParse(parseJson(bytes)).data;
  return told !== undefined && nudgeSubject(told.tenant, told.commandId) === subject ? told : undefined;
};

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
};

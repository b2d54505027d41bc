/** How far the read models are behind the end of the stream, and why. */
export type RegistryLag = { readonly messages: number; readonly cause: 'gap' | 'catching_up' };

/** The lag of a registry at `position`; behind a missing sequence it stands still, else it only has yet to catch up. */
export const registryLag = (
  position: number,
  endSeq: number,
  missingSeq: number | undefined,
): RegistryLag | null => {
  if (position >= endSeq) return null;
  const isStanding = missingSeq !== undefined && missingSeq > position;
  return { messages: endSeq - position, cause: isStanding ? 'gap' : 'catching_up' };
};

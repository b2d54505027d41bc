const TOLD_EVERY_MS = 1_000;
const MS_PER_SECOND = 1_000;

/** Tells how far a rebuild is, how fast it goes and how long it takes on, at most once a second, and where it ends. */
export const paceTold = (
  say: (line: string) => void,
  nowMs: () => number,
): ((events: number, upTo: number) => void) => {
  const startedAt = nowMs();
  let toldAt = startedAt;
  return (events, upTo) => {
    const now = nowMs();
    if (events < upTo && now - toldAt < TOLD_EVERY_MS) return;
    toldAt = now;
    const perSecond = (events * MS_PER_SECOND) / (now - startedAt);
    const left = perSecond > 0 ? `${Math.ceil((upTo - events) / perSecond)} s left` : 'no event yet';
    say(`folded ${events} of ${upTo} events, ${Math.round(perSecond)}/s, ${left}`);
  };
};

import type { OpenedMessage } from '@policy-registry/kernel';

/** An event that does not follow the accepted head of its aggregate, and whose version nothing else took. */
export type Break = { readonly seq: number; readonly aggregate: string; readonly version: number };

/** What is ahead of the head of its aggregate, until its version is taken. */
export type ChainBreaks = {
  readonly ahead: (subject: string, opened: OpenedMessage) => void;
  /** The subject's head is at this version now. */
  readonly taken: (subject: string, version: number) => void;
  /** The first break of each subject of a tenant, in stream order. */
  readonly of: (tenant: string) => readonly Break[];
};

export const chainBreaks = (): ChainBreaks => {
  // Versions rise: an event that came later with a lower version is taken no later than those before it.
  const kept = new Map<string, { readonly tenant: string; readonly breaks: Break[] }>();
  return {
    ahead: (subject, { seq, event }) => {
      if (event === undefined) return;
      const { type, id, version } = event.aggregate;
      const breaks = kept.get(subject)?.breaks ?? [];
      if (version <= (breaks.at(-1)?.version ?? 0)) return;
      breaks.push({ seq, aggregate: `${type}.${id}`, version });
      kept.set(subject, { tenant: event.tenant, breaks });
    },
    taken: (subject, version) => {
      const breaks = kept.get(subject)?.breaks ?? [];
      while ((breaks[0]?.version ?? Infinity) <= version) breaks.shift();
      if (breaks.length === 0) kept.delete(subject);
    },
    of: (tenant) =>
      [...kept.values()]
        .flatMap((one) => (one.tenant === tenant ? one.breaks.slice(0, 1) : []))
        .toSorted((a, b) => a.seq - b.seq),
  };
};

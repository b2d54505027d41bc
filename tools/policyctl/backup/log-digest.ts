import { createHash } from 'node:crypto';

import type { FedMessage } from '@policy-registry/event-store';

/**
 * One digest over a log: the SHA-256 of sequence, time (ms), subject and bytes of each message, in stream order. It does not
 * depend on the form in which a broker stores or moves them.
 */
export const logDigest = () => {
  const hash = createHash('sha256');
  const tenants = new Set<string>();
  let lastSeq = 0;
  let missingSeq: number | undefined;
  return {
    take: ({
      seq,
      storedAtMs,
      subject,
      bytes,
    }: Pick<FedMessage, 'seq' | 'storedAtMs' | 'subject' | 'bytes'>): void => {
      if (seq !== lastSeq + 1) missingSeq ??= lastSeq + 1;
      lastSeq = seq;
      tenants.add(subject.split('.')[2] ?? '');
      // Lengths first, so that no two logs give the same bytes.
      hash.update(`${seq} ${storedAtMs} ${subject.length} ${bytes.length} ${subject}`).update(bytes);
    },
    /** The first sequence that is not there; also when the log ends before `endSeq`. */
    missingSeq: (endSeq: number): number | undefined =>
      missingSeq ?? (lastSeq < endSeq ? lastSeq + 1 : undefined),
    /** Every tenant with a message. */
    tenants: (): readonly string[] => [...tenants].toSorted(),
    sha256: (): string => hash.digest('hex'),
  };
};

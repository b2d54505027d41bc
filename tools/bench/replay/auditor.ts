import { parseArgs } from 'node:util';

import { sha256Hex, type StoredMessage } from '@policy-registry/kernel';

import { withEventStream, type EventStream } from '../../policyctl/replay/read-events.ts';
import { startReplay } from '../../policyctl/replay/replay-log.ts';

// A process of its own, as `policyctl audit replay` is: its memory is that of the audit alone.

const MIB = 1024 * 1024;

/** What the process prints, as one line of JSON. */
export type Audited = {
  readonly messages: number;
  readonly ms: number;
  readonly processorMs: number;
  readonly accepted: number;
  /**
   * The most memory seen in each half of the log, in MiB: what is held, if the process may ask for collections
   * (`--expose-gc`), and else what is resident, with all that the collector has not collected yet.
   */
  readonly firstHalfMib: number;
  readonly secondHalfMib: number;
};

/** How often memory is looked at in a run that collects first. */
const LOOKS = 20;

/** Takes every message; what it answers at the end is how many of them count. */
type Reader = { readonly take: (message: StoredMessage) => void; readonly accepted: () => number };

const replaying = (): Reader => {
  const replay = startReplay();
  return {
    take: replay.take,
    accepted: () => {
      const tenants = replay.tenants();
      // An audit compares these with what the registry says of itself.
      for (const tenant of tenants) replay.rows.hashesOf(tenant);
      return tenants.reduce((sum, tenant) => sum + replay.tallyOf(tenant).accepted, 0);
    },
  };
};

/** The least that somebody could do who only wants to know whether bytes are what they were. */
const hashing = (): Reader => {
  let count = 0;
  return {
    take: ({ bytes }) => {
      if (sha256Hex(bytes).length > 0) count += 1;
    },
    accepted: () => count,
  };
};

/** Looks at memory as far as the run is: always at what is resident, but only now and then at what is held. */
const memoryOf = (upTo: number): ((messages: number) => number) => {
  const { gc } = globalThis;
  if (gc === undefined) return () => process.memoryUsage.rss();
  let looks = 0;
  return (messages) => {
    if (messages * LOOKS < (looks + 1) * upTo) return 0;
    looks += 1;
    gc();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
};

const audit = async (stream: EventStream, reader: Reader): Promise<Audited> => {
  const upTo = await stream.lastSeq();
  const [startedMs, used] = [performance.now(), process.cpuUsage()];
  let messages = 0;
  const memory = memoryOf(upTo);
  const peaks = { first: 0, second: 0 };
  for await (const batch of stream.messages(upTo)) {
    for (const message of batch) reader.take(message);
    messages += batch.length;
    const half = messages * 2 <= upTo ? 'first' : 'second';
    peaks[half] = Math.max(peaks[half], memory(messages));
  }
  const accepted = reader.accepted();
  const { user, system } = process.cpuUsage(used);
  return {
    messages,
    ms: performance.now() - startedMs,
    processorMs: (user + system) / 1_000,
    accepted,
    firstHalfMib: peaks.first / MIB,
    secondHalfMib: peaks.second / MIB,
  };
};

const { values } = parseArgs({
  options: {
    url: { type: 'string', default: '' },
    credentials: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
  },
});
const broker = { url: values.url, credentialsFile: values.credentials };
const reader = values.only === 'hash' ? hashing() : replaying();
const audited = await withEventStream({ broker }, (stream) => audit(stream, reader));
process.stdout.write(`${JSON.stringify(audited)}\n`);

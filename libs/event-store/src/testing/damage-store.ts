import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

// How nats-server lays a message down in a block of its file store: length, sequence, time, length of the subject; then
// subject, headers where the length says so, content, and a checksum of eight bytes.
const HEADER_BYTES = 22;
const SEQ_OFFSET = 4;
const SUBJECT_LENGTH_OFFSET = 20;
const LENGTH_MASK = 0x7fff_ffff;
const CHECKSUM_BYTES = 8;

type StoredRecord = {
  readonly block: string;
  readonly at: number;
  readonly length: number;
  readonly seq: number;
  readonly subject: string;
};

/** The files of one stream of a broker that does not run. */
export const damagedStore = async (brokerFolder: string, stream: string) => {
  const folder = join(brokerFolder, 'jetstream', '$G', 'streams', stream, 'msgs');
  const blocks = new Map<string, Buffer>();
  for (const name of await readdir(folder))
    if (name.endsWith('.blk')) blocks.set(name, await readFile(join(folder, name)));
  const records = [...blocks]
    .flatMap(([name, bytes]) => recordsIn(name, bytes))
    .toSorted((a, b) => a.seq - b.seq);
  const recordAt = (seq: number): StoredRecord => {
    const found = records.find((record) => record.seq === seq);
    if (found === undefined) throw new Error(`the store has no message ${seq}`);
    return found;
  };
  const change = async (name: string, to: (bytes: Buffer) => Buffer): Promise<void> => {
    const bytes = blocks.get(name);
    if (bytes === undefined) throw new Error(`the store has no block ${name}`);
    await writeFile(join(folder, name), to(Buffer.from(bytes)));
  };

  return {
    blocks: (): readonly string[] => [...new Set(records.map(({ block }) => block))],
    seqsIn: (name: string): readonly number[] =>
      records.filter(({ block }) => block === name).map(({ seq }) => seq),
    /** One bit in the middle of the content of a message. */
    flipBit: (seq: number): Promise<void> => {
      const { block, at, length } = recordAt(seq);
      return change(block, (bytes) => {
        const place = at + length - CHECKSUM_BYTES - 20;
        bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
        return bytes;
      });
    },
    /** The block ends in the middle of this message. */
    truncateAt: (seq: number): Promise<void> => {
      const { block, at, length } = recordAt(seq);
      return change(block, (bytes) => bytes.subarray(0, at + Math.floor(length / 2)));
    },
    dropBlock: (name: string): Promise<void> => rm(join(folder, name)),
    /** Every message of one subject, and nothing else. */
    dropSubject: async (subject: string): Promise<void> => {
      for (const [name, whole] of blocks) {
        const kept = records.filter((one) => one.block === name && one.subject !== subject);
        await change(name, () =>
          Buffer.concat(kept.map(({ at, length }) => whole.subarray(at, at + length))),
        );
      }
    },
    /** What the server remembers of the whole stream: without it, it reads the blocks at its start. */
    dropIndex: (): Promise<void> => rm(join(folder, 'index.db'), { force: true }),
  };
};

export type DamagedStore = Awaited<ReturnType<typeof damagedStore>>;

const recordsIn = (block: string, bytes: Buffer): readonly StoredRecord[] => {
  const records: StoredRecord[] = [];
  for (let at = 0; at + HEADER_BYTES <= bytes.length;) {
    const length = bytes.readUInt32LE(at) & LENGTH_MASK;
    if (length < HEADER_BYTES) break;
    const seq = Number(bytes.readBigUInt64LE(at + SEQ_OFFSET));
    const subjectLength = bytes.readUInt16LE(at + SUBJECT_LENGTH_OFFSET);
    const subject = bytes.toString('utf8', at + HEADER_BYTES, at + HEADER_BYTES + subjectLength);
    records.push({ block, at, length, seq, subject });
    at += length;
  }
  return records;
};

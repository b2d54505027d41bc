import { parseCheckpoint, type Checkpoint } from './checkpoint.ts';
import { keyIdOf, type NoteKey } from './note-key.ts';
import { parseNote, type NoteSignature } from './note.ts';

/** Whether an Ed25519 signature (RFC 8032) over a message is that of a public key of 32 bytes. */
export type IsSigned = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

export type Cosigned = {
  readonly name: string;
  /** When the witness last said that it had seen no larger tree, in seconds since 1970. */
  readonly atSeconds: number;
};

export type VerifiedCheckpoint = Checkpoint & { readonly cosigned: readonly Cosigned[] };

export type CheckpointProblem =
  /** It is no signed note, or its text is no checkpoint. */
  | 'CHECKPOINT_MALFORMED'
  /** It is of another log than the key is of. */
  | 'CHECKPOINT_ORIGIN'
  /** The log's key has not signed it. */
  | 'CHECKPOINT_UNSIGNED'
  /** A signature that names a known key is not that key's. */
  | 'CHECKPOINT_SIGNATURE';

export type CheckpointKeys = {
  readonly log: NoteKey<'ed25519'>;
  readonly witnesses: readonly NoteKey<'cosignature'>[];
};

const TIME_BYTES = 8;
const encoder = new TextEncoder();

/**
 * Reads a checkpoint that the log has signed, and which of the witnesses have too. Signatures of unknown keys are
 * ignored; one of a known key that does not verify spoils the note (C2SP signed-note).
 */
export const verifyCheckpoint = (
  content: string,
  keys: CheckpointKeys,
  isSigned: IsSigned,
): VerifiedCheckpoint | CheckpointProblem => {
  const note = parseNote(content);
  const checkpoint = note && parseCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined) return 'CHECKPOINT_MALFORMED';
  if (checkpoint.origin !== keys.log.name) return 'CHECKPOINT_ORIGIN';

  const byLog = signaturesOf(keys.log, note.signatures);
  if (byLog.length === 0) return 'CHECKPOINT_UNSIGNED';
  const message = encoder.encode(note.text);
  if (!byLog.every(({ signature }) => isSigned(keys.log.publicKey, message, signature)))
    return 'CHECKPOINT_SIGNATURE';

  // By witness: however often one has signed, it is one.
  const cosigned = new Map<string, Cosigned>();
  for (const witness of keys.witnesses) {
    for (const { signature } of signaturesOf(witness, note.signatures)) {
      const atSeconds = cosignedAt(note.text, witness, signature, isSigned);
      if (atSeconds === undefined) return 'CHECKPOINT_SIGNATURE';
      const before = cosigned.get(witness.name)?.atSeconds ?? 0;
      cosigned.set(witness.name, { name: witness.name, atSeconds: Math.max(before, atSeconds) });
    }
  }
  return { ...checkpoint, cosigned: [...cosigned.values()] };
};

const signaturesOf = (key: NoteKey, signatures: readonly NoteSignature[]): readonly NoteSignature[] => {
  const id = keyIdOf(key);
  return signatures.filter(({ name, keyId }) => name === key.name && keyId === id);
};

const cosignedAt = (
  text: string,
  { publicKey }: NoteKey,
  signature: Uint8Array,
  isSigned: IsSigned,
): number | undefined => {
  if (signature.length <= TIME_BYTES) return undefined;
  const seconds = new DataView(signature.buffer, signature.byteOffset).getBigUint64(0);
  if (seconds > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  const atSeconds = Number(seconds);
  const message = encoder.encode(cosignedText(text, atSeconds));
  return isSigned(publicKey, message, signature.subarray(TIME_BYTES)) ? atSeconds : undefined;
};

/** What a witness signs of a checkpoint's text (C2SP tlog-cosignature, cosignature/v1). */
export const cosignedText = (text: string, atSeconds: number): string =>
  `cosignature/v1\ntime ${atSeconds}\n${text}`;

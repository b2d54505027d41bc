/**
 * Terminology. A *log* is a Merkle tree (RFC 9162) whose *leaves* are hashes of its *entries*, in order. A
 * *checkpoint* is its size and root in a note that the log signed and a *witness* may cosign; *tiles* are its hashes
 * in files. Nothing here reads, writes or signs: tiles come from a port, signatures are checked by one.
 */
export { checkpointText, parseCheckpoint } from './checkpoint.ts';
export type { Checkpoint } from './checkpoint.ts';
export { bundleOf, entriesOf, entryBytes, LogEntry, parseEntry } from './entry.ts';
export { EMPTY_EDGE, edgeAt, grow, rootOf } from './grow.ts';
export type { TreeEdge, WrittenTile } from './grow.ts';
export { EMPTY_ROOT, isSameHash, leafHash } from './hash.ts';
export type { Hash } from './hash.ts';
export { formatVkey, isKeyName, keyIdOf, parseVkey } from './note-key.ts';
export type { NoteKey, SignatureType } from './note-key.ts';
export {
  formatNote,
  formatSignature,
  NOTE_CHARACTERS_MAX,
  NOTE_SIGNATURES_MAX,
  parseNote,
  parseSignature,
} from './note.ts';
export type { Note, NoteSignature } from './note.ts';
export { proveConsistency, proveInclusion, rootAt } from './prove.ts';
export type { ConsistencyOf, InclusionOf, ReadHashes } from './prove.ts';
export { hashesOfTiles } from './read-tiles.ts';
export type { ReadTile } from './read-tiles.ts';
export { parseTilePath, TILE_WIDTH, TileMalformed, tilePath } from './tile.ts';
export type { Tile } from './tile.ts';
export { isConsistent, isIncluded } from './verify.ts';
export type { ConsistencyClaim, InclusionClaim } from './verify.ts';
export { cosignedText, verifyCheckpoint } from './verify-checkpoint.ts';
export type {
  CheckpointKeys,
  CheckpointProblem,
  Cosigned,
  IsSigned,
  VerifiedCheckpoint,
} from './verify-checkpoint.ts';

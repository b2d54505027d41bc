/** How the program ends. */
export const EXIT = { ok: 0, refused: 1, usage: 2, signerNotEstablished: 3 } as const;

/** What a command found or did: JSON for programs, text for people, and the exit code that belongs to it. */
export type Answer = {
  readonly json: unknown;
  readonly text: string;
  /** Printed as it is instead of both: a document whose every byte counts. */
  readonly exact?: string;
  /** The same, of what may be no text. */
  readonly exactBytes?: Uint8Array;
  readonly exitCode?: number;
};

/** Damage that a verification found, by the thing that is damaged. */
export type Finding = {
  readonly finding: 'evidence' | 'event' | 'readmodel' | 'digest';
  readonly detail: string;
};

/** The caller asked for something that makes no sense; nothing was sent. */
export class UsageFault extends Error {
  override readonly name = 'UsageFault';
}

/** One fault in what was sent: where (JSON pointer, or file and position) and what. */
export type InputFault = {
  readonly code: string;
  readonly detail: string;
  readonly pointer?: string;
  readonly line?: number;
  readonly column?: number;
};

/** A rule said no: expected, safe to show to the caller, never retried. */
export class Rejection<Code extends string = string> extends Error {
  override readonly name = 'Rejection';
  readonly code: Code;
  readonly faults: readonly InputFault[];

  constructor(code: Code, message: string, faults: readonly InputFault[] = []) {
    super(message);
    this.code = code;
    this.faults = faults;
  }
}

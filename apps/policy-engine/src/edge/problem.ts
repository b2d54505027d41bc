import type { ProblemCode } from '@policy-registry/policy-engine';

/** A refusal with one of the contract's codes. The message is for people and repeats nothing of the request. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

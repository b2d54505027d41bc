/** Why there is no answer. All of them may pass: the same question may be asked again later. */
export type EngineUnavailableCode =
  /** No connection, or it broke off, or the engine says that it failed. */
  | 'UNREACHABLE'
  /** No whole answer within its time. */
  | 'LATE'
  /** The engine says that it has too much to do. */
  | 'OVERLOADED'
  /** It failed so often of late that it was not asked. */
  | 'CIRCUIT_OPEN'
  /** No engine of the wanted build is here. */
  | 'BUILD_UNKNOWN'
  /** The engine answers, but under another build than it had at first. */
  | 'BUILD_CHANGED';

/** No answer of the wanted engine can be had now. */
export class EngineUnavailable extends Error {
  override readonly name = 'EngineUnavailable';
  readonly code: EngineUnavailableCode;

  constructor(code: EngineUnavailableCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What is wrong with an answer. */
export type EngineAnswerInvalidCode =
  /** Longer than an answer may be; it was not read to its end. */
  | 'TOO_LARGE'
  /** No JSON, another media type, or not the members that the contract names. */
  | 'MALFORMED'
  /** More or fewer outcomes than findings. */
  | 'COUNT_WRONG'
  /** The digest is not that of the bytes beside it, or the bytes are not canonical. */
  | 'DIGEST_WRONG'
  /** Members contradict each other, such as something compiled beside an error. */
  | 'INCONSISTENT';

/** The engine answered what its contract forbids. Such an answer is never used, and asking again does not make it right. */
export class EngineAnswerInvalid extends Error {
  override readonly name = 'EngineAnswerInvalid';
  readonly code: EngineAnswerInvalidCode;

  constructor(code: EngineAnswerInvalidCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Why the engine refuses a question. The same question is refused again. */
export type EngineRefusedCode =
  /** No compiler of this engine gave these bytes. */
  | 'IR_INVALID'
  /** A source, an IR or one finding is longer than the engine takes. */
  | 'INPUT_TOO_LARGE'
  /** The engine does not know who asks, or what it is asked. */
  | 'NOT_ALLOWED'
  | 'REQUEST_INVALID';

/** The engine works and does not take what it was given. */
export class EngineRefused extends Error {
  override readonly name = 'EngineRefused';
  readonly code: EngineRefusedCode;

  constructor(code: EngineRefusedCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

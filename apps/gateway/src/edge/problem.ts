import {
  AccessDenied,
  IssuerKeysUnavailable,
  PROOF_ALGORITHMS,
  ProofMemoryFull,
  type AccessProblem,
  type Scheme,
} from '@policy-registry/access';
import { edgeProblems, problemOfRejection, problemType, type ProblemKind } from '@policy-registry/contracts';
import { CommandTooLarge, TooManyWaiting } from '@policy-registry/event-store';
import {
  BlobCorrupt,
  BlobNotFound,
  BlobTooLarge,
  type DryRun,
  type InputFault,
  type Json,
  type Outcome,
} from '@policy-registry/kernel';
import { BlobStoreUnavailable } from '@policy-registry/object-store';

/** A fault in what was sent; an importer also names the document. */
export type Fault = InputFault & { readonly document?: string };

export type ProblemOptions = {
  readonly faults?: readonly Fault[];
  /** Headers that belong to this answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Both sides, where what was seen is not what is. */
  readonly conflict?: Json;
  readonly cause?: unknown;
};

/** A request ends badly in one of the ways that the catalogue lists. The detail is shown to the caller. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: ProblemKind;
  readonly faults: readonly Fault[];
  readonly headers: Readonly<Record<string, string>>;
  readonly conflict: Json | undefined;

  constructor(
    kind: ProblemKind,
    detail: string,
    { faults = [], headers = {}, conflict, cause }: ProblemOptions = {},
  ) {
    super(detail, { cause });
    this.kind = kind;
    this.faults = faults;
    this.headers = headers;
    this.conflict = conflict;
  }
}

/** Something that the gateway needs does not answer; nothing is said about the request. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** The problem that an error is. What nobody expects is `INTERNAL`, and says nothing of itself. */
export const toProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof AccessDenied) return denialProblem(error);
  if (error instanceof BlobNotFound)
    return new Problem(edgeProblems.notFound, error.message, { cause: error });
  if (error instanceof BlobCorrupt)
    return new Problem(edgeProblems.blobCorrupt, error.message, { cause: error });
  if (error instanceof BlobTooLarge || error instanceof CommandTooLarge) {
    return new Problem(edgeProblems.bodyTooLarge, error.message, { cause: error });
  }
  if (error instanceof BlobStoreUnavailable && error.code === 'BLOB_STORE_FULL')
    return new Problem(edgeProblems.storageFull, 'nothing more is stored for this tenant', { cause: error });
  if (error instanceof TooManyWaiting)
    return new Problem(edgeProblems.tooManyWaiting, error.message, {
      headers: { 'retry-after': '1' },
      cause: error,
    });
  if (UNAVAILABLE.some((kind) => error instanceof kind)) {
    const headers = { 'retry-after': '1' };
    return new Problem(edgeProblems.unavailable, 'a service that is needed does not answer: try again', {
      headers,
      cause: error,
    });
  }
  return new Problem(edgeProblems.internal, 'something is broken here; the trace id finds it in the logs', {
    cause: error,
  });
};

/** The problem details of RFC 9457, as JSON. */
export const problemBody = ({ kind, message, faults, conflict }: Problem, traceId: string): string =>
  JSON.stringify({
    type: problemType(kind.code),
    title: kind.title,
    status: kind.status,
    detail: message,
    code: kind.code,
    traceId,
    ...(faults.length > 0 && { errors: faults }),
    ...(conflict !== undefined && { conflict }),
  });

const UNAVAILABLE = [Unavailable, BlobStoreUnavailable, IssuerKeysUnavailable, ProofMemoryFull] as const;

/** The problem of a refused command, for a caller whose token comes under `scheme`. */
export const rejectionProblem = (
  { code, detail, faults }: Extract<Outcome, { status: 'rejected' }>,
  scheme: Scheme = 'Bearer',
): Problem =>
  new Problem(kindOfRejection(code), detail, {
    faults: faults.map(toFault),
    headers: headersOfRejection(code, scheme),
  });

/** The problem that a command would be refused with, and every reason why: its public code, and what was found after it. */
export const dryRunProblem = ({ refusals }: DryRun, scheme: Scheme): Problem => {
  const [first = { code: 'UNKNOWN', detail: 'no reason was told', faults: [] }] = refusals;
  const faults = refusals.flatMap((refusal) => [
    { code: kindOfRejection(refusal.code).code, detail: refusal.detail },
    ...refusal.faults.map(toFault),
  ]);
  return new Problem(kindOfRejection(first.code), first.detail, {
    faults,
    headers: headersOfRejection(first.code, scheme),
  });
};

const headersOfRejection = (code: string, scheme: Scheme): Readonly<Record<string, string>> => {
  switch (code) {
    // RFC 9470 §3: what the client must do about it.
    case 'AUTHENTICATION_STALE':
      return { 'www-authenticate': challenge(scheme, 'insufficient_user_authentication') };
    // RFC 6585 §4. A batch simulation takes some seconds.
    case 'SIMULATION_QUEUE_FULL':
      return { 'retry-after': '10' };
    default:
      return {};
  }
};

/** A code that this gateway does not know comes from a newer projector: refused it is, however it is called. */
export const kindOfRejection = (code: string): ProblemKind => {
  const known: Readonly<Record<string, ProblemKind>> = problemOfRejection;
  const kind = Object.hasOwn(known, code) ? known[code] : undefined;
  return kind ?? { status: 409, code, title: 'The command was refused' };
};

const toFault = ({
  code,
  detail,
  pointer,
  line,
  column,
}: Extract<Outcome, { status: 'rejected' }>['faults'][number]): Fault => ({
  code,
  detail,
  ...(pointer !== undefined && { pointer }),
  ...(line !== undefined && { line }),
  ...(column !== undefined && { column }),
});

const kindOfDenial = {
  TOKEN_MISSING: edgeProblems.tokenMissing,
  TOKEN_MALFORMED: edgeProblems.tokenRefused,
  TOKEN_TYPE: edgeProblems.tokenRefused,
  TOKEN_ALGORITHM: edgeProblems.tokenRefused,
  TOKEN_SIGNATURE: edgeProblems.tokenRefused,
  TOKEN_ISSUER: edgeProblems.tokenRefused,
  TOKEN_AUDIENCE: edgeProblems.tokenRefused,
  TOKEN_CLIENT: edgeProblems.tokenRefused,
  TOKEN_EXPIRED: edgeProblems.tokenRefused,
  TOKEN_NOT_YET_VALID: edgeProblems.tokenRefused,
  TOKEN_CLAIMS: edgeProblems.tokenRefused,
  TOKEN_BOUND: edgeProblems.tokenRefused,
  TOKEN_UNBOUND: edgeProblems.tokenRefused,
  BINDING_REQUIRED: edgeProblems.tokenRefused,
  PROOF_MISSING: edgeProblems.proofRefused,
  PROOF_REFUSED: edgeProblems.proofRefused,
  TENANT_REQUIRED: edgeProblems.tenantRequired,
  ERR_TENANT_MISMATCH: edgeProblems.tenantMismatch,
  ERR_SCOPE_MISMATCH: edgeProblems.scopeMissing,
} as const satisfies Record<AccessProblem, ProblemKind>;

const denialProblem = (denied: AccessDenied): Problem => {
  const kind = kindOfDenial[denied.code];
  const asked = challengeOf(denied);
  const headers = asked === undefined ? {} : { 'www-authenticate': asked };
  return new Problem(kind, denied.message, { headers, cause: denied });
};

const ALGS = `algs="${PROOF_ALGORITHMS.join(' ')}"`;

const challenge = (scheme: Scheme, error: string): string =>
  scheme === 'DPoP' ? `DPoP error="${error}", ${ALGS}` : `Bearer error="${error}"`;

/** RFC 6750 §3 and RFC 9449 §7.1: what is missing is asked for, what was refused is named. */
const challengeOf = ({ code, scheme }: AccessDenied): string | undefined => {
  switch (code) {
    case 'TOKEN_MISSING':
      return scheme === undefined ? `Bearer, DPoP ${ALGS}` : `DPoP ${ALGS}`;
    case 'PROOF_MISSING':
    case 'PROOF_REFUSED':
      return challenge('DPoP', 'invalid_dpop_proof');
    case 'TOKEN_BOUND':
    case 'BINDING_REQUIRED':
      return challenge('DPoP', 'invalid_token');
    case 'TOKEN_UNBOUND':
      return challenge('Bearer', 'invalid_token');
    case 'ERR_SCOPE_MISMATCH':
      return challenge(scheme ?? 'Bearer', 'insufficient_scope');
    case 'TENANT_REQUIRED':
    case 'ERR_TENANT_MISMATCH':
      return undefined;
    default:
      return challenge(scheme ?? 'Bearer', 'invalid_token');
  }
};

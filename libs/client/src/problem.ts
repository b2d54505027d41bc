import type { Schemas } from './registry-client.ts';

/** Problem details (RFC 9457). A proxy on the way may answer with less: its `code` is `HTTP_` and the status then. */
export type Problem = Pick<Schemas['Problem'], 'code'> & Partial<Schemas['Problem']>;

/** The registry said no, in its own words. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super([problem.code, problem.detail ?? problem.title].filter((part) => part !== undefined).join(': '));
    this.problem = problem;
  }
}

/** What an operation of the client gives. */
type Answer<Data> = { readonly response: Response } & (
  { readonly data: Data; readonly error?: never } | { readonly data?: never; readonly error: object | string }
);

/** The data of an operation. Rejects with {@link RequestRefused} when the registry refused it. */
export const answered = async <Data>(operation: Promise<Answer<Data>>): Promise<Data> => {
  const answer = await operation;
  if (!answer.response.ok || answer.error !== undefined) throw new RequestRefused(problemIn(answer));
  return answer.data;
};

/** The data of an operation, or `undefined` where the registry knows nothing of the kind (404). */
export const found = async <Data>(operation: Promise<Answer<Data>>): Promise<Data | undefined> => {
  const answer = await operation;
  return answer.response.status === 404 ? undefined : answered(Promise.resolve(answer));
};

/** The problem that a response carries. */
export const problemFrom = async (response: Response): Promise<Problem> => {
  const text = await response.text();
  return problemIn({ response, error: parsed(text) });
};

const problemIn = ({
  response,
  error,
}: {
  readonly response: Response;
  readonly error?: unknown;
}): Problem => {
  if (isProblem(error)) return { status: response.status, ...error };
  const { status, statusText } = response;
  const detail = typeof error === 'string' && error !== '' ? error.slice(0, DETAIL_CHARS_MAX) : statusText;
  return { status, code: `HTTP_${status}`, detail };
};

const DETAIL_CHARS_MAX = 200;

const isProblem = (error: unknown): error is Problem => typeof Object(error).code === 'string';

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

import { z } from 'zod';

const Fault = z.looseObject({
  code: z.string().optional(),
  detail: z.string().optional(),
  document: z.string().optional(),
  pointer: z.string().optional(),
  line: z.number().optional(),
  column: z.number().optional(),
});

/** RFC 9457, with the members that the registry adds. */
export const Problem = z.looseObject({
  status: z.number().optional(),
  title: z.string().optional(),
  detail: z.string().optional(),
  code: z.string(),
  traceId: z.string().optional(),
  errors: z.array(Fault).optional(),
  /** Where to look on, from the header of the same name. */
  location: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;

/** The registry said no, in its own words. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super([problem.code, problem.detail ?? problem.title].filter((part) => part !== undefined).join(': '));
    this.problem = problem;
  }
}

/** A problem as lines for people: what, and each fault with its place. */
export const problemText = (problem: Problem): string => {
  const { code, title, detail, status, traceId, errors } = problem;
  const head = `${code}${status === undefined ? '' : ` (${status})`}: ${detail ?? title ?? 'refused'}`;
  const faults = (errors ?? []).map(
    (fault) => `  ${placeOf(fault)}${fault.detail ?? fault.code ?? 'refused'}`,
  );
  return [head, ...faults, ...(traceId === undefined ? [] : [`  trace ${traceId}`])].join('\n');
};

const placeOf = ({ document, pointer, line, column }: z.infer<typeof Fault>): string => {
  const at = line === undefined ? undefined : `${line}:${column ?? 1}`;
  const parts = [document, pointer, at].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? '' : `${parts.join(' ')}: `;
};

/** The problem that a response carries; a response of another shape is told by its status. */
export const problemOf = async (response: Response): Promise<Problem> => {
  const text = await response.text();
  const location = response.headers.get('location') ?? undefined;
  try {
    return { status: response.status, ...Problem.parse(JSON.parse(text)), location };
  } catch {
    const detail = text.slice(0, 200) || response.statusText;
    return { status: response.status, code: `HTTP_${response.status}`, detail, location };
  }
};

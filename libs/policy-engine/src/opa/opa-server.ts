import {
  EngineAnswerInvalid,
  EngineRefused,
  EngineUnavailable,
  type EngineWork,
} from '@policy-registry/finding';
import { z } from 'zod';

import { httpExchange, type Answered, type Exchange, type ExchangeOptions } from '../http/exchange.ts';
import { guards, type GuardOptions } from '../http/guard.ts';
import { workBudget } from '../http/work-budget.ts';
import { isStorableText } from '../storable-text.ts';
import { CompiledModule } from './check-module.ts';

const OPA_MAJOR_MIN = 1;

/** What the compiler of OPA says of a module. */
export type RegoError = {
  readonly code: string;
  readonly message: string;
  readonly row: number;
  readonly col: number;
};

const Errors = z.object({
  errors: z
    .array(
      z.object({
        code: z.string(),
        message: z.string(),
        location: z.object({ row: z.int(), col: z.int() }).optional(),
      }),
    )
    .default([]),
});
const VersionAnswer = z.object({ result: z.array(z.object({ version: z.string() })).min(1) });
const ModuleAnswer = z.object({ result: z.object({ ast: CompiledModule }) });
const DataAnswer = z.object({ result: z.unknown().optional() });

export type OpaOptions = ExchangeOptions & { readonly guard?: GuardOptions };
/** The part of the REST API of an OPA server that packs need. */
export type OpaServer = ReturnType<typeof opaServer>;

/** An evaluation that ends with an error of the policy and not of the server, such as two values for one rule. */
export class EvaluationFailed extends Error {
  override readonly name = 'EvaluationFailed';
}

export const opaServer = (options: OpaOptions) => {
  const exchange = httpExchange(options);
  const guardOf = guards(options.guard);
  const askFor = (work?: EngineWork) => {
    const budget = work && workBudget(work);
    const guarded = guardOf(work?.tenant ?? '');
    return (question: Parameters<Exchange>[0], taken: readonly number[]): Promise<Answered> =>
      guarded(async () => {
        const answered = await exchange(question, budget);
        if (taken.includes(answered.status)) return answered;
        throw faultOf(answered);
      });
  };
  const ask = askFor();
  const idPath = (id: string): string => `v1/policies/${encodeURIComponent(id)}`;

  return {
    /** Rejects where the server is older than 1.0. */
    version: async (): Promise<string> => {
      const text = JSON.stringify({ query: 'version := opa.runtime().version' });
      const answered = await ask({ method: 'POST', path: 'v1/query', body: json(text) }, [200]);
      const version = read(VersionAnswer, answered).result[0]?.version ?? '';
      if (Number(/^\d+(?=\.\d+\.\d+)/.exec(version)?.[0] ?? 0) < OPA_MAJOR_MIN)
        throw new EngineAnswerInvalid('MALFORMED', 'the server is no OPA of 1.0.0 or newer');
      return version;
    },

    /** Puts a module in place of any other with this id, or says why it does not compile and changes nothing. */
    put: async (id: string, module: string): Promise<readonly RegoError[]> => {
      const body = { type: 'text/plain', text: module };
      const answered = await ask({ method: 'PUT', path: idPath(id), body }, [200, 400]);
      if (answered.status === 200) return [];
      const errors = read(Errors, answered).errors.map(({ code, message, location }) => ({
        code,
        message,
        row: Math.max(1, location?.row ?? 1),
        col: Math.max(1, location?.col ?? 1),
      }));
      if (!isStorableText(errors))
        throw new EngineAnswerInvalid('MALFORMED', 'OPA answers a lone surrogate or a NUL character');
      if (errors.length === 0) throw new EngineRefused('REQUEST_INVALID', 'OPA refuses the module');
      return errors;
    },

    /** The module as it was compiled. `undefined` when there is none with this id. */
    get: async (id: string): Promise<z.infer<typeof CompiledModule> | undefined> => {
      const answered = await ask({ method: 'GET', path: idPath(id) }, [200, 404]);
      return answered.status === 404 ? undefined : read(ModuleAnswer, answered).result.ast;
    },

    remove: async (id: string): Promise<void> => {
      await ask({ method: 'DELETE', path: idPath(id) }, [200, 404]);
    },

    /** Asks for the value of a document over an input, within one piece of work; `undefined` where it has none. */
    dataFor: (work?: EngineWork) => {
      const asking = askFor(work);
      return async (path: string, input: object): Promise<unknown> => {
        const body = json(JSON.stringify({ input }));
        const answered = await asking({ method: 'POST', path: `v1/data/${path}`, body }, [200, 500]);
        if (answered.status === 200) return read(DataAnswer, answered).result;
        throw evaluationFaultOf(answered);
      };
    },
  };
};

const json = (text: string) => ({ type: 'application/json', text });

const read = <Shape extends z.ZodType>(shape: Shape, { json: value }: Answered): z.infer<Shape> => {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0]?.path.join('/') ?? '';
  throw new EngineAnswerInvalid('MALFORMED', `the answer of OPA is wrong at /${place}`, {
    cause: parsed.error,
  });
};

/** What OPA ends with when the policy is at fault. All else that it answers with 500 is its own. */
const POLICY_FAULTS: readonly string[] = ['eval_conflict_error', 'eval_type_error', 'eval_builtin_error'];

const evaluationFaultOf = (answered: Answered): Error => {
  const errors = Errors.safeParse(answered.json).data?.errors ?? [];
  const isOfPolicy = errors.length > 0 && errors.every(({ code }) => POLICY_FAULTS.includes(code));
  return isOfPolicy ? new EvaluationFailed(errors[0]?.code) : faultOf(answered);
};

const faultOf = ({ status }: Answered): Error => {
  const said = `OPA answers ${status}`;
  if (status === 401 || status === 403) return new EngineRefused('NOT_ALLOWED', said);
  if (status === 413) return new EngineRefused('INPUT_TOO_LARGE', said);
  if (status === 429 || status === 503) return new EngineUnavailable('OVERLOADED', said);
  if (status >= 500) return new EngineUnavailable('UNREACHABLE', said);
  return status >= 400
    ? new EngineRefused('REQUEST_INVALID', said)
    : new EngineAnswerInvalid('MALFORMED', said);
};

import { FindingTuple, PolicyOutcome, RuleTrace } from '@policy-registry/finding';
import { z } from 'zod';

import {
  Capabilities,
  CompileAnswer,
  CompileRequest,
  Diagnostic,
  EvaluateAnswer,
  EvaluateRequest,
  ExplainAnswer,
  ExplainRequest,
  ProblemDetails,
  PROBLEMS,
  type ProblemCode,
} from './wire.ts';

const SCHEMAS = {
  Capabilities,
  CompileAnswer,
  CompileRequest,
  Diagnostic,
  EvaluateAnswer,
  EvaluateRequest,
  ExplainAnswer,
  ExplainRequest,
  FindingTuple,
  PolicyOutcome,
  ProblemDetails,
  RuleTrace,
} as const;
type SchemaName = keyof typeof SCHEMAS;

/** The contract of a remote engine as an OpenAPI 3.1 document, from the schemas that client and server read with. */
export const describeEngineContract = (version: string): object => ({
  openapi: '3.1.0',
  info: {
    title: 'Policy Engine',
    version,
    description:
      'What a Policy Engine answers to the registry. Every request names the build that the client wants, so that an ' +
      'engine that was replaced in the middle refuses instead of mixing two builds in one result. Engines are ' +
      'deterministic: the same build, bytes, findings and setting give the same answer, in the order of the findings. ' +
      'docs/policy-engine.md says how the registry treats each failure.',
  },
  security: [{}, { bearer: [] }],
  paths: {
    '/v1/capabilities': {
      get: operation('capabilities', 'What the engine is and takes', { answer: 'Capabilities' }),
    },
    '/v1/compile': {
      post: operation('compile', 'Compiles the sources of a workspace', {
        request: 'CompileRequest',
        answer: 'CompileAnswer',
      }),
    },
    '/v1/evaluate': {
      post: operation('evaluate', 'Evaluates a compiled policy over findings, in their order', {
        request: 'EvaluateRequest',
        answer: 'EvaluateAnswer',
        refusals: ['IR_INVALID'],
      }),
    },
    '/v1/explain': {
      post: operation('explain', 'Evaluates one finding and says how', {
        request: 'ExplainRequest',
        answer: 'ExplainAnswer',
        refusals: ['IR_INVALID'],
      }),
    },
  },
  components: {
    schemas: schemas(),
    securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
  },
});

const ALWAYS: readonly ProblemCode[] = ['UNAUTHENTICATED', 'ENGINE_FAILED', 'OVERLOADED'];
const WITH_BODY: readonly ProblemCode[] = [
  'REQUEST_INVALID',
  'BUILD_CHANGED',
  'INPUT_TOO_LARGE',
  'MEDIA_TYPE_UNSUPPORTED',
];

const operation = (
  operationId: string,
  summary: string,
  about: {
    readonly request?: SchemaName;
    readonly answer: SchemaName;
    readonly refusals?: readonly ProblemCode[];
  },
): object => {
  const refusals = [...ALWAYS, ...(about.request ? WITH_BODY : []), ...(about.refusals ?? [])];
  const byStatus = refusals.toSorted((one, other) => PROBLEMS[one].status - PROBLEMS[other].status);
  return {
    operationId,
    summary,
    ...(about.request && {
      requestBody: { required: true, content: { 'application/json': { schema: refTo(about.request) } } },
    }),
    responses: {
      200: { description: 'The answer', content: { 'application/json': { schema: refTo(about.answer) } } },
      ...Object.fromEntries(byStatus.map((code) => [PROBLEMS[code].status, problem(code)])),
    },
  };
};

const problem = (code: ProblemCode): object => ({
  description: `\`${code}\`: ${PROBLEMS[code].title}`,
  content: { 'application/problem+json': { schema: refTo('ProblemDetails') } },
});

const refTo = (name: SchemaName): object => ({ $ref: `#/components/schemas/${name}` });

const schemas = (): object => {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(SCHEMAS)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}` });
  // `$id` and `$schema` are for schemas that stand alone.
  return Object.fromEntries(
    Object.entries(made.schemas).map(([name, { $id: _id, $schema: _schema, ...schema }]) => [name, schema]),
  );
};

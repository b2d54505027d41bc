import { readFileSync } from 'node:fs';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import * as formats from 'ajv-formats';

/** A JSON schema, as the document has it. */
export type Schema = Readonly<Record<string, unknown>>;

export type DescribedParameter = {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
};

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

/** An operation as the OpenAPI document describes it. */
export type DescribedOperation = {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly DescribedParameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
};

// The generated document; the drift gate compares it with what the code would generate now.
const document = JSON.parse(
  readFileSync(new URL('../../../../openapi/openapi.json', import.meta.url), 'utf8'),
);

export const describedOperations: readonly DescribedOperation[] = Object.entries(
  Object(document.paths),
).flatMap(([path, methods]) =>
  Object.entries(Object(methods)).map(([method, operation]) => ({
    path,
    method: method.toUpperCase(),
    ...Object(operation),
  })),
);

/** The schema that a `$ref` names, or the schema itself. */
export const resolved = (schema: Schema): Schema => {
  const ref = schema['$ref'];
  return typeof ref === 'string' ? document.components.schemas[ref.split('/').at(-1) ?? ''] : schema;
};

const ajv = new Ajv2020({ strict: false, formats: { base64: true } });
formats.default.default(ajv);
ajv.addSchema({ $id: 'api', components: document.components });
const validators = new Map<string, ValidateFunction>();

const validatorOf = (schema: Schema): ValidateFunction => {
  const text = JSON.stringify(schema).replaceAll('"#/components', '"api#/components');
  const known = validators.get(text) ?? ajv.compile(JSON.parse(text));
  validators.set(text, known);
  return known;
};

export type Answer = { readonly status: number; readonly headers: Headers; readonly body: unknown };

/** What of an answer is otherwise than the document says; nothing when all is well. */
export const contractFault = (operation: DescribedOperation, answer: Answer): string | undefined => {
  const { status, headers, body } = answer;
  // A refusal that is described for the case that something fails is none of a registry in which all is well.
  const isAnswer = operation.responses[String(status)]?.content?.['application/json'] !== undefined;
  if (status >= 500 && !isAnswer) return `answered ${status}`;
  const response = operation.responses[String(status)] ?? operation.responses['default'];
  if (response === undefined) return `${status} is not described`;
  const [mediaType = ''] = (headers.get('content-type') ?? '').split(';');
  const content = response.content?.[mediaType];
  if (content === undefined) return `${status} with ${mediaType} is not described`;
  if (!mediaType.endsWith('json')) return undefined;
  const validate = validatorOf(content.schema);
  return validate(body) ? undefined : `${status}: ${ajv.errorsText(validate.errors)}`;
};

import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { CONTROLLERS } from '../app.module.ts';
import { OPERATIONS } from './operations.ts';

// The generated document; the drift gate compares it with what the code would generate now.
const document = JSON.parse(
  readFileSync(new URL('../../../../openapi/openapi.json', import.meta.url), 'utf8'),
);

type Described = {
  readonly path: string;
  readonly method: string;
  readonly operationId: string;
  readonly description: string | undefined;
  readonly security?: unknown;
  readonly responses: Readonly<Record<string, { readonly headers?: Readonly<Record<string, unknown>> }>>;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
};
const operations = (): readonly Described[] =>
  Object.entries(Object(document.paths)).flatMap(([path, methods]) =>
    Object.entries(Object(methods)).map(([method, operation]) => ({ path, method, ...Object(operation) })),
  );
const named = (operationId: string): Described | undefined =>
  operations().find((operation) => operation.operationId === operationId);
const refsIn = (value: unknown): readonly string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, member]) => (key === '$ref' ? [String(member)] : refsIn(member)));

describe('the description of the API', () => {
  it('has every operation once', () => {
    expect(
      operations()
        .map(({ operationId }) => operationId)
        .sort(),
    ).toStrictEqual(Object.keys(OPERATIONS).sort());
  });

  it('has every method of every controller', () => {
    const methods = CONTROLLERS.flatMap(({ prototype }) =>
      Object.getOwnPropertyNames(prototype).filter((name) => {
        const method: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
        return name !== 'constructor' && typeof method === 'function' && Reflect.hasMetadata('path', method);
      }),
    );
    expect(methods.filter((name) => named(name) === undefined)).toStrictEqual([]);
  });

  it('refers to nothing that it does not hold', () => {
    const { schemas, headers } = document.components;
    const held = [
      ...Object.keys(schemas).map((name) => `#/components/schemas/${name}`),
      ...Object.keys(headers).map((name) => `#/components/headers/${name}`),
    ];
    expect([...new Set(refsIn(document))].filter((ref) => !held.includes(ref))).toStrictEqual([]);
  });

  it('holds no schema that nothing refers to', () => {
    const schemas = Object.keys(Object(document.components.schemas));
    const refs = new Set(refsIn(document));
    expect(schemas.filter((name) => !refs.has(`#/components/schemas/${name}`))).toStrictEqual([]);
  });

  it('says of every operation with a caller how it is limited', () => {
    const silent = operations().filter(
      ({ security, responses }) =>
        security === undefined &&
        (responses['429']?.headers?.['Retry-After'] === undefined ||
          responses['503']?.headers?.['Retry-After'] === undefined ||
          Object.values(responses).some(
            (response) => response !== responses['503'] && response.headers?.['RateLimit'] === undefined,
          )),
    );
    expect(silent.map(({ operationId }) => operationId)).toStrictEqual([]);
  });

  it('says how each parameter of a path looks', () => {
    const missing = operations().filter(
      ({ path, parameters }) =>
        (path.match(/\{/g) ?? []).length !== parameters.filter((parameter) => parameter.in === 'path').length,
    );
    expect(missing).toStrictEqual([]);
  });

  it('asks for a key with every mutation but uploads and heartbeats, which nobody decides', () => {
    const keyless = operations().filter(
      ({ method, parameters }) =>
        method !== 'get' && !parameters.some(({ name, required }) => name === 'Idempotency-Key' && required),
    );
    expect(keyless.map(({ operationId }) => operationId)).toStrictEqual(['uploadBlob', 'reportHeartbeat']);
  });

  it('names the scopes that open an operation', () => {
    expect(named('uploadBlob')?.description).toBe('Scopes: policy:author, or policy:simulate.');
    expect(named('getSimulationResult')?.description).toBe('Scopes: policy:read and findings:read.');
  });

  it('leaves open what is public, and closes the rest', () => {
    const open = operations().filter((operation) => Object.hasOwn(operation, 'security'));
    expect(open.map(({ path }) => path).sort()).toStrictEqual([
      '/.well-known/policy-registry-trust',
      '/healthz',
      '/metrics',
      '/openapi.json',
      '/readyz',
    ]);
  });
});

import { createRequire } from 'node:module';

import * as requests from '@policy-registry/contracts/requests';
import type { Json } from '@policy-registry/kernel';
import { targetConstructorToSchema } from 'class-validator-jsonschema';

export type JsonObject = { readonly [member: string]: Json | undefined };

// class-transformer has no public door to what `@Type` says of members.
const { defaultMetadataStorage } = createRequire(import.meta.url)('class-transformer/cjs/storage.js');

const OPTIONS = {
  classTransformerMetadataStorage: defaultMetadataStorage,
  refPointerPrefix: '#/components/schemas/',
  additionalConverters: {
    isEnvironmentMap: {
      type: 'object' as const,
      additionalProperties: { type: 'string' as const, maxLength: 400 },
    },
  },
};

/** The JSON schema of every request class, by its name. Nothing that is not named there is accepted. */
export const requestSchemas = (): Readonly<Record<string, JsonObject>> =>
  Object.fromEntries(
    Object.entries(requests).flatMap(([name, request]) => {
      if (typeof request !== 'function') return [];
      // Plain JSON: the library's own type knows members that JSON does not.
      const schema: JsonObject = JSON.parse(JSON.stringify(targetConstructorToSchema(request, OPTIONS)));
      return [[name, { ...schema, additionalProperties: false }]];
    }),
  );

/** Schema of the members of a request class, and which of them must be there. */
export const membersOf = (
  schema: JsonObject | undefined,
): readonly { readonly name: string; readonly schema: Json; readonly isRequired: boolean }[] => {
  const required = new Set<unknown>(Array.isArray(schema?.['required']) ? schema['required'] : []);
  return Object.entries(Object(schema?.['properties'])).map(([name, member]) => ({
    name,
    schema: Object(member),
    isRequired: required.has(name),
  }));
};

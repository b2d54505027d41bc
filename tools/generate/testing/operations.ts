import { z } from 'zod';

/** One operation of an OpenAPI document with values for all that it requires. */
export type Operation = {
  readonly method: string;
  readonly path: string;
  /** The path with its parameters. */
  readonly filledPath: string;
  readonly init: { readonly params?: Readonly<Record<string, unknown>>; readonly body?: unknown };
};

const Schema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  items: z.unknown().optional(),
});
const Parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean(),
  schema: z.unknown(),
});
const Described = z.looseObject({
  parameters: z.array(Parameter).default([]),
  requestBody: z
    .looseObject({ content: z.record(z.string(), z.looseObject({ schema: z.unknown() })) })
    .optional(),
});
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Described)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

/** Every operation of an OpenAPI document. */
export const operationsOf = (document: unknown): readonly Operation[] => {
  const { paths, components } = Document.parse(document);
  const sample = (given: unknown): unknown => {
    const { $ref, type, enum: values, properties = {}, required = [], items } = Schema.parse(given);
    if ($ref !== undefined) return sample(components.schemas[$ref.split('/').at(-1) ?? '']);
    if (values !== undefined) return values[0];
    if (type === 'object')
      return Object.fromEntries(required.map((name) => [name, sample(properties[name])]));
    if (type === 'array') return [sample(items)];
    return type === 'integer' ? 1 : type === 'boolean' ? true : 'a';
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters, requestBody }]) => {
      const valuesIn = (place: string) =>
        Object.fromEntries(
          parameters
            .filter((parameter) => parameter.in === place && parameter.required)
            .map(({ name, schema }) => [name, sample(schema)]),
        );
      const places = { path: valuesIn('path'), query: valuesIn('query') };
      const given = Object.entries(places).filter(([, values]) => Object.keys(values).length > 0);
      const [content] = Object.values(requestBody?.content ?? {});
      const filledPath = path.replace(/\{(\w+)\}/g, (_whole, name: string) => String(places.path[name]));
      const init = {
        ...(given.length > 0 && { params: Object.fromEntries(given) }),
        ...(content !== undefined && { body: sample(content.schema) }),
      };
      return { method: method.toUpperCase(), path, filledPath, init };
    }),
  );
};

import { z } from 'zod';

import { misspellings } from './misspellings.ts';

/** The variables of a process, as strings; empty ones count as unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every key that is missing, invalid or unknown, in one message, and no value: a value may be a secret. */
export class ConfigInvalid extends Error {
  override readonly name = 'ConfigInvalid';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`the configuration is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads the keys of `schema` from `env`, once, and freezes what it read. Rejects with every key that is missing, invalid
 * or misspelt: see {@link misspellings}.
 */
export const readConfig = <Schema extends z.ZodObject>(
  schema: Schema,
  env: Environment,
): Readonly<z.infer<Schema>> => {
  const given = Object.entries(env).filter(([, value]) => value !== undefined && value !== '');
  const known = given.filter(([key]) => Object.hasOwn(schema.shape, key));

  const parsed = schema.safeParse(Object.fromEntries(known));
  const problems = [
    ...(parsed.success ? [] : problemsOf(schema, parsed.error, new Set(known.map(([key]) => key)))),
    ...misspellings(
      Object.keys(schema.shape),
      given.map(([key]) => key),
    ),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigInvalid(problems);
  return Object.freeze(parsed.data);
};

/** A whole number between two bounds, written in digits. */
export const wholeNumber = ({ min, max }: { readonly min: number; readonly max: number }) =>
  z
    .string()
    .regex(/^-?\d{1,15}$/, `expected a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.number(`expected a whole number from ${min} to ${max}`).min(min).max(max));

/** `true` or `false`, and nothing that merely looks like it. */
export const flag = () =>
  z.enum(['true', 'false'], 'expected true or false').transform((text) => text === 'true');

/** A list separated by commas, without empty members. */
export const commaList = () =>
  z.string().transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  );

/** One row of the configuration table. `defaultText` is `undefined` for a key without a default. */
export type ConfigRow = {
  readonly key: string;
  readonly isRequired: boolean;
  readonly defaultText: string | undefined;
  readonly description: string;
};

/** What the schema says of its keys, in the schema's order: the source of the generated table. */
export const describeConfig = (schema: z.ZodObject): readonly ConfigRow[] =>
  Object.entries(schema.shape).map(([key, field]) => {
    const unset = z.safeParse(field, undefined);
    return {
      key,
      isRequired: !unset.success,
      defaultText: unset.success ? defaultTextOf(unset.data) : undefined,
      description: descriptionOf(field) ?? '',
    };
  });

const problemsOf = (
  schema: z.ZodObject,
  error: z.ZodError,
  given: ReadonlySet<string>,
): readonly string[] => {
  const messages = new Map<string, string>();
  for (const issue of error.issues) {
    const key = String(issue.path[0] ?? '');
    if (!messages.has(key)) messages.set(key, issue.message);
  }
  return [...messages].map(([key, message]) => {
    if (key === '') return message;
    if (given.has(key)) return `${key} is invalid: ${message}`;
    const description = descriptionOf(schema.shape[key]);
    return `${key} is not set${description === undefined ? '' : `: ${description}`}`;
  });
};

const defaultTextOf = (value: unknown): string | undefined =>
  value === undefined ? undefined : Array.isArray(value) ? value.join(',') : String(value);

// A description given before `.default()` or `.optional()` stays on the inner schema.
const descriptionOf = (field: unknown): string | undefined => {
  if (!(field instanceof z.ZodType)) return undefined;
  if (field.description !== undefined) return field.description;
  if (field instanceof z.ZodDefault || field instanceof z.ZodOptional) return descriptionOf(field.unwrap());
  return field instanceof z.ZodPipe ? descriptionOf(field.in) : undefined;
};

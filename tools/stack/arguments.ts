import { parseArgs, type ParseArgsConfig } from 'node:util';

import { codeOf } from '../servers/error-code.ts';
import { Unavailable } from '../servers/unavailable.ts';

/** The program's options; one that it does not know is said in a sentence. */
export const readArguments = <Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>>['values'] => {
  try {
    return parseArgs(config).values;
  } catch (error) {
    if (!(error instanceof Error && String(codeOf(error)).startsWith('ERR_PARSE_ARGS_'))) throw error;
    const known = Object.keys(config.options ?? {}).map((name) => `--${name}`);
    throw new Unavailable(`${error.message}; the options are ${known.join(', ')}`, { cause: error });
  }
};

/** A whole number within bounds, from an option; an absent one stays absent. */
export const wholeNumber = (
  option: string,
  text: string | undefined,
  { min, max }: { readonly min: number; readonly max: number },
): number | undefined => {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw new Unavailable(`--${option} is ${text}; give a whole number from ${min} to ${max}`);
};

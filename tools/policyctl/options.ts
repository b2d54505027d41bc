import { InvalidArgumentError, Option } from 'commander';

/** Collects an option that may be given several times. */
export const repeated = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** Reads a whole number from 1 on. */
export const positiveInteger = (text: string): number => {
  const number = Number(text);
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError(`${text} is no whole number from 1 on`);
  return number;
};

/** Reads a percentage from 0 to 100; how fine it may be is the registry's to say. */
export const percentage = (text: string): number => {
  const number = Number(text);
  if (!/^\d{1,3}(\.\d{1,4})?$/.test(text) || number > 100)
    throw new InvalidArgumentError(`${text} is no percentage from 0 to 100`);
  return number;
};

/** Collects `name=value` pairs; a repeated name is a fault. */
export const pairs = (
  text: string,
  before: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  const at = text.indexOf('=');
  const name = text.slice(0, at);
  if (at < 1) throw new InvalidArgumentError(`${text} is not name=value`);
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`${name} is given twice`);
  return { ...before, [name]: text.slice(at + 1) };
};

/** For commands whose first mutation is all they do: what that would come to, and nothing is recorded. */
export const dryRunOption = (): Option =>
  new Option('--dry-run', 'only say what would happen, and every reason why not');

/** Reads a number of days, as `14d` or `14`. */
export const days = (text: string): number => positiveInteger(text.replace(/d$/, ''));

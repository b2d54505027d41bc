import { RegistryUnavailable, RequestRefused } from '@policy-registry/client';
import { CommanderError } from 'commander';

import { Unavailable } from '../servers/unavailable.ts';
import { EXIT, UsageFault } from './answer.ts';
import { problemText } from './client/problem-text.ts';
import { program } from './program.ts';

/** Says what went wrong in the words of whoever said no; a bug shows its stack. */
const report = (error: unknown, isJson: boolean): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof RequestRefused) {
    if (isJson) process.stdout.write(`${JSON.stringify({ ok: false, problem: error.problem })}\n`);
    process.stderr.write(`${problemText(error.problem)}\n`);
    return EXIT.refused;
  }
  const isExpected =
    error instanceof UsageFault || error instanceof Unavailable || error instanceof RegistryUnavailable;
  const text = isExpected
    ? error.message
    : error instanceof Error
      ? (error.stack ?? error.message)
      : String(error);
  process.stderr.write(`${text}\n`);
  return error instanceof UsageFault ? EXIT.usage : EXIT.refused;
};

const commands = program();
try {
  await commands.parseAsync(process.argv);
} catch (error) {
  process.exitCode = report(error, commands.opts()['json'] === true || commands.opts()['output'] === 'json');
}

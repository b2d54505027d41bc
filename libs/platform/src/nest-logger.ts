import type { LoggerService } from '@nestjs/common';

import type { Logger } from './logger.ts';

/** Nest's own lines as JSON of the same logger. Its start-up chatter is of interest only when debugging. */
export const nestLogger = (logger: Logger): LoggerService => ({
  log: (message: unknown, ...rest: readonly unknown[]) =>
    logger.debug(fieldsOf(message, rest), textOf(message)),
  debug: (message: unknown, ...rest: readonly unknown[]) =>
    logger.debug(fieldsOf(message, rest), textOf(message)),
  verbose: (message: unknown, ...rest: readonly unknown[]) =>
    logger.trace(fieldsOf(message, rest), textOf(message)),
  warn: (message: unknown, ...rest: readonly unknown[]) =>
    logger.warn(fieldsOf(message, rest), textOf(message)),
  error: (message: unknown, ...rest: readonly unknown[]) =>
    logger.error(fieldsOf(message, rest), textOf(message)),
  fatal: (message: unknown, ...rest: readonly unknown[]) =>
    logger.fatal(fieldsOf(message, rest), textOf(message)),
});

const textOf = (message: unknown): string => (message instanceof Error ? message.message : String(message));

// Nest puts the name of the speaking class last, and for errors the stack before it.
const fieldsOf = (message: unknown, rest: readonly unknown[]): Readonly<Record<string, unknown>> => {
  const texts = rest.filter((part) => typeof part === 'string');
  const stack = texts.find((text) => text.includes('\n'));
  const speaker = texts.at(-1);
  return {
    ...(speaker !== undefined && speaker !== stack && { nest: speaker }),
    ...(stack !== undefined && { stack }),
    ...(message instanceof Error && { err: message }),
  };
};

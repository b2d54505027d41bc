import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';

import { currentTraceId } from './tracing.ts';

/** Writes one JSON object per line. */
export type Logger = PinoLogger;

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type LoggerOptions = {
  readonly app: string;
  /** Tells the instances of one app apart. */
  readonly instance: string;
  readonly level: LogLevel;
  /** Where the lines go; standard output unless given. */
  readonly destination?: DestinationStream;
};

/** What a line is about. The trace id comes by itself, from the span in which the line is written. */
export type LogSubject = {
  readonly tenant?: string;
  readonly commandId?: string;
  readonly eventId?: string;
  readonly jobId?: string;
};

const SECRET_NAMES = [
  'token',
  'accessToken',
  'access_token',
  'idToken',
  'id_token',
  'refreshToken',
  'refresh_token',
  'secret',
  'clientSecret',
  'client_secret',
  'password',
  'authorization',
  'Authorization',
  'cookie',
  'Cookie',
  'set-cookie',
  'privateKey',
  'seed',
] as const;

// Redaction knows paths, not names at any depth: three levels cover headers of a request inside an error.
const SECRET_PATHS = SECRET_NAMES.flatMap((name) => {
  const member = `["${name}"]`;
  return [member, `*${member}`, `*.*${member}`];
});

/** The logger of one process: JSON on standard output, with app and instance in every line, secrets blanked. */
export const createLogger = ({ app, instance, level, destination }: LoggerOptions): Logger =>
  pino(
    {
      level,
      base: { app, instance },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: toLoggedError },
      redact: { paths: SECRET_PATHS, censor: '[redacted]' },
      mixin: () => {
        const traceId = currentTraceId();
        return traceId === undefined ? {} : { traceId };
      },
    },
    destination ?? pino.destination({ fd: 1, sync: true }),
  );

/** What is told of an error. Drivers hang statements, parameters, rows and addresses on theirs, which is nobody's to read. */
const toLoggedError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = pino.stdSerializers.err(error);
  const code: unknown = 'code' in error ? error.code : undefined;
  return { type, message, stack, ...(typeof code === 'string' && { code }) };
};

/** A logger whose lines all name what they are about. */
export const logAbout = (logger: Logger, subject: LogSubject): Logger => logger.child(subject);

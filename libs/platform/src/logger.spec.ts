import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { createLogger, logAbout } from './logger.ts';
import { nestLogger } from './nest-logger.ts';
import { capturedLines } from './testing/captured-lines.ts';
import { currentTraceId, inSpan, startTracing } from './tracing.ts';

const started = () => {
  const { lines, destination } = capturedLines();
  return { lines, logger: createLogger({ app: 'gateway', instance: 'g-1', level: 'debug', destination }) };
};

let stopTracing: () => Promise<void>;
beforeAll(() => {
  stopTracing = startTracing({ app: 'gateway', instance: 'g-1' });
});
afterAll(() => stopTracing());

describe('createLogger', () => {
  it('names app, instance, level and time in every line', () => {
    const { lines, logger } = started();
    logger.info({ port: 1 }, 'listening');
    expect(lines).toStrictEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        app: 'gateway',
        instance: 'g-1',
        port: 1,
        msg: 'listening',
      },
    ]);
  });

  it('says what a line is about, and in which trace', async () => {
    const { lines, logger } = started();
    const traceId = await inSpan('command', {}, () => {
      logAbout(logger, { tenant: 'acme', commandId: 'c1', eventId: 'e1' }).warn('late');
      return currentTraceId();
    });
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(lines).toStrictEqual([
      expect.objectContaining({ tenant: 'acme', commandId: 'c1', eventId: 'e1', traceId, msg: 'late' }),
    ]);
  });

  it.each([
    ['at the top', { token: 's3cret', password: 's3cret', secret: 's3cret' }],
    ['in headers', { headers: { authorization: 's3cret', cookie: 's3cret', 'set-cookie': 's3cret' } }],
    ['in the headers of a request', { request: { headers: { Authorization: 's3cret', Cookie: 's3cret' } } }],
  ])('blanks secrets %s', (_where, fields) => {
    const { lines, logger } = started();
    logger.error(fields, 'refused');
    expect(JSON.stringify(lines)).not.toContain('s3cret');
    expect(JSON.stringify(lines)).toContain('[redacted]');
  });

  it('tells type, message, stack and code of an error and of its causes, and nothing that hangs on it', () => {
    const { lines, logger } = started();
    const driver = Object.assign(new Error('the row is not right'), {
      code: '23505',
      parameters: ['s3cret'],
      query: 's3cret',
      detail: 'Key (text)=(s3cret)',
    });
    logger.error({ err: driver }, 'failed');
    logger.error({ err: new RangeError('outer', { cause: driver }) }, 'failed');
    expect(lines).toMatchObject([
      { err: { type: 'Error', message: 'the row is not right', code: '23505' } },
      { err: { type: 'RangeError', message: 'outer: the row is not right' } },
    ]);
    expect(JSON.stringify(lines)).not.toContain('s3cret');
  });

  it('writes nothing below its level', () => {
    const { lines, destination } = capturedLines();
    createLogger({ app: 'a', instance: 'i', level: 'warn', destination }).info('chatter');
    expect(lines).toStrictEqual([]);
  });
});

describe('nestLogger', () => {
  it("turns Nest's lines into lines of the same logger", () => {
    const { lines, logger } = started();
    const nest = nestLogger(logger);
    nest.log('mapped', 'RouterExplorer');
    nest.error('boom', 'Error: boom\n    at x', 'ExceptionsHandler');
    nest.warn(new Error('odd'));
    expect(lines).toStrictEqual([
      expect.objectContaining({ level: 'debug', nest: 'RouterExplorer', msg: 'mapped' }),
      expect.objectContaining({
        level: 'error',
        nest: 'ExceptionsHandler',
        stack: 'Error: boom\n    at x',
        msg: 'boom',
      }),
      expect.objectContaining({
        level: 'warn',
        err: expect.objectContaining({ message: 'odd' }),
        msg: 'odd',
      }),
    ]);
  });
});

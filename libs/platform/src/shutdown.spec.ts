import { spawn } from 'node:child_process';

import { describe, expect, it } from '@jest/globals';

const SHUTDOWN = new URL('./shutdown.ts', import.meta.url).href;

type Ended = { readonly code: number | null; readonly lines: readonly string[] };

/** Runs a process with the given closing steps, sends it a signal whenever it asks for one, and waits for its end. */
const run = (steps: string, timeoutMs = 60_000): Promise<Ended> => {
  const program = `
    import { onShutdown } from ${JSON.stringify(SHUTDOWN)};
    const say = (text) => process.stdout.write(text + '\\n');
    const logger = { info() {}, warn() {}, error: ({ step, timeoutMs }) => say('error ' + (step ?? timeoutMs)) };
    const step = (name, close) => ({ name, close: async () => { say(name); await close?.(); } });
    const never = () => new Promise(() => {});
    onShutdown({ signals: ['SIGTERM', 'SIGINT'], steps: [${steps}], timeoutMs: ${timeoutMs}, logger });
    setInterval(() => {}, 1_000);
    say('signal me');
  `;
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (text.includes('signal me')) child.kill('SIGTERM');
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, lines: output.trim().split('\n').slice(1) }));
  });
};

describe('onShutdown', () => {
  it('closes in order and ends with 0', async () => {
    expect(await run(`step('http'), step('broker'), step('pool')`)).toStrictEqual({
      code: 0,
      lines: ['http', 'broker', 'pool'],
    });
  }, 20_000);

  it('closes the rest when one step fails, and ends with 1', async () => {
    expect(await run(`step('http', () => { throw new Error('no') }), step('pool')`)).toStrictEqual({
      code: 1,
      lines: ['http', 'error http', 'pool'],
    });
  }, 20_000);

  it('ends with 1 when draining takes too long', async () => {
    expect(await run(`step('http', never), step('pool')`, 20)).toStrictEqual({
      code: 1,
      lines: ['http', 'error 20'],
    });
  }, 20_000);

  it('ends with 1 on a second signal', async () => {
    expect(await run(`step('http', () => (say('signal me'), never()))`)).toStrictEqual({
      code: 1,
      lines: ['http', 'signal me'],
    });
  }, 20_000);
});

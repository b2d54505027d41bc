import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

const DOCUMENT = fileURLToPath(new URL('../../../../openapi/openapi.json', import.meta.url));
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
];
const EXAMPLES = 20;
const FUZZ_S = 120;
const SEED = 1;
const TAIL_LENGTH = 4_000;

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
});
afterAll(() => gateway.close());

/** What Schemathesis says in the end, and how it ended. */
const fuzzed = async (): Promise<{ readonly exitCode: number | null; readonly said: string }> => {
  const child = spawn(
    process.env['TEST_SCHEMATHESIS_BIN'] ?? 'schemathesis',
    [
      ...['run', DOCUMENT, '--url', gateway.url, '--checks', CHECKS.join(',')],
      ...['-H', `Authorization: Bearer ${gateway.tokenOf()}`, '-H', 'X-Stella-Tenant: acme'],
      ...['--phases', 'examples,coverage,fuzzing', '-n', String(EXAMPLES), '--max-time', String(FUZZ_S)],
      ...['--seed', String(SEED), '--no-color', '--warnings', 'off'],
    ],
    // It keeps what it has seen where it runs.
    { stdio: ['ignore', 'pipe', 'inherit'], cwd: tmpdir() },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString('utf8')}`));
  await once(child, 'close');
  return { exitCode: child.exitCode, said: said.slice(-TAIL_LENGTH) };
};

describe('Schemathesis', () => {
  it(
    'finds no error of the gateway and no answer that the document does not describe',
    async () => {
      const { exitCode, said } = await fuzzed();
      process.stderr.write(`${said}\n`);
      expect([exitCode, said]).toStrictEqual([0, expect.stringMatching(/Tested: [1-9]\d*/)]);
    },
    (FUZZ_S + 120) * 1_000,
  );
});

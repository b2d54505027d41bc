import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { startIssuer } from './issuer.ts';
import { signingKey } from './signing-key.ts';

const FLAG = 'insecure-dev-issuer';

const { values } = parseArgs({
  options: { [FLAG]: { type: 'boolean' }, port: { type: 'string' }, folder: { type: 'string' } },
});
const folder = values.folder;
if (values[FLAG] !== true || folder === undefined) {
  process.stderr.write(
    `this issuer gives tokens to everybody; it starts only with --${FLAG} --folder <folder> [--port <port>]\n`,
  );
  process.exit(2);
}

await mkdir(folder, { recursive: true, mode: 0o700 });
const { url, server } = await startIssuer(
  await signingKey(join(folder, 'issuer.pem')),
  Number(values.port ?? 0),
);
process.stdout.write(`${JSON.stringify({ level: 'info', msg: 'development issuer listening', url })}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}

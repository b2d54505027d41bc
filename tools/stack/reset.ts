import { resolve } from 'node:path';

import { readArguments } from './arguments.ts';
import { resetFolder } from './folders.ts';
import { layoutOf } from './layout.ts';
import { DEFAULT_FOLDER } from './prepare.ts';
import { runProgram } from './run-program.ts';

await runProgram(async () => {
  const options = readArguments({ options: { 'data-dir': { type: 'string' } } });
  const layout = layoutOf(resolve(options['data-dir'] ?? DEFAULT_FOLDER));
  const outcome = await resetFolder(layout);
  process.stdout.write(
    outcome === 'removed' ? `deleted ${layout.folder}\n` : `there is nothing in ${layout.folder}\n`,
  );
  return 0;
});

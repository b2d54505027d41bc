import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Unavailable } from '../servers/unavailable.ts';
import { projectDir } from '../stack/layout.ts';
import { build, buildWhenStale } from './build.ts';
import { verifyNoDrift } from './drift.ts';
import { runQuietly, runTool, ToolFailed } from './tool.ts';

/** The tasks of `npm run`, each a list of steps that is read from top to bottom. */
const tasks: Readonly<Record<string, (args: readonly string[]) => Promise<void>>> = {
  start: async (args) => {
    await buildWhenStale();
    await runProgram('stack', 'main.ts', args);
  },
  demo: async (args) => {
    await buildWhenStale();
    await runProgram('demo', 'main.ts', args);
  },
  bench: async (args) => {
    await buildWhenStale();
    await runProgram('bench', 'main.ts', args);
  },
  differential: async (args) => {
    await buildWhenStale();
    await runProgram('differential', 'main.ts', args);
  },
  fuzz: async (args) => {
    await buildWhenStale();
    await runProgram('fuzz', 'main.ts', args);
  },
  policyctl: async (args) => {
    await buildWhenStale();
    await runProgram('policyctl', 'main.ts', args);
  },
  'policy-engine': async () => {
    await buildWhenStale();
    await import(pathToFileURL(join(projectDir, 'apps', 'policy-engine', 'dist', 'main.js')).href);
  },
  test: async (args) => {
    await buildWhenStale();
    await runProgram('test-run', 'main.ts', args);
  },
  'test:interop': async (args) => {
    await buildWhenStale();
    await runProgram('test-run', 'interop.ts', args);
  },
  'test:faults': async (args) => {
    await buildWhenStale();
    const isOfProcesses = args[0] === 'processes';
    const program = isOfProcesses
      ? join(projectDir, 'test', 'processes', 'main.ts')
      : join(projectDir, 'apps', 'projector', 'dist', 'testing', 'faults', 'main.js');
    process.argv = [process.execPath, program, ...(isOfProcesses ? args.slice(1) : args)];
    await import(pathToFileURL(program).href);
  },
  'test:cluster': async (args) => {
    await buildWhenStale();
    const program = join(projectDir, 'test', 'cluster', 'main.ts');
    process.argv = [process.execPath, program, ...args];
    await import(pathToFileURL(program).href);
  },
  reset: (args) => runProgram('stack', 'reset.ts', args),
  build: () => build(),
  typecheck: () => runTool('tsc', '-p', 'tsconfig.json'),
  lint: async () => {
    // Without a cached project graph the boundary rule is skipped without a word: this makes the graph.
    await runQuietly('nx', 'show', 'projects');
    await runTool('eslint', '.', '--max-warnings', '0');
    await runTool('prettier', '--check', '.');
  },
  generate: () => generate(),
  drift: async () => {
    await generate();
    await verifyNoDrift();
  },
  check: async () => {
    for (const name of ['typecheck', 'lint', 'drift']) await tasks[name]?.([]);
    await tasks['test']?.(['unit']);
  },
};

const generate = async (): Promise<void> => {
  await buildWhenStale();
  await runTool(process.execPath, join('tools', 'generate', 'main.ts'));
};

/** Runs another program of `tools/` in this process, with its own arguments. */
const runProgram = async (folder: string, file: string, args: readonly string[]): Promise<void> => {
  const program = join(projectDir, 'tools', folder, file);
  process.argv = [process.execPath, program, ...args];
  await import(pathToFileURL(program).href);
};

const [name = '', ...args] = process.argv.slice(2);
const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
try {
  if (task === undefined)
    throw new Unavailable(`there is no task “${name}”; the tasks are ${Object.keys(tasks).join(', ')}`);
  await task(args);
} catch (error) {
  if (!(error instanceof Unavailable || error instanceof ToolFailed)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

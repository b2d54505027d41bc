import { spawn } from 'node:child_process';
import { join, relative } from 'node:path';

import type { z } from 'zod';

import { RunFailed } from './failure.ts';
import { PROJECT } from './stack.ts';

const ANSWER_MS_MAX = 10 * 60_000;
const SHOWN_LINES_MAX = 12;

/** Every call is a process of its own: nothing is carried from one to the next but what the registry keeps. */
export type Policyctl = {
  /** What the command answered; a command that does not end with 0 ends the run. */
  readonly run: <Schema extends z.ZodType>(
    schema: Schema,
    as: string,
    ...args: readonly string[]
  ) => Promise<z.output<Schema>>;
  /** The same for a verification, whose exit code is its answer. */
  readonly inspect: <Schema extends z.ZodType>(
    schema: Schema,
    as: string,
    ...args: readonly string[]
  ) => Promise<{ readonly exitCode: number; readonly answer: z.output<Schema> }>;
  /** Whether it ends with 0. */
  readonly succeeds: (as: string, ...args: readonly string[]) => Promise<boolean>;
};

type Ended = { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string };

export type PolicyctlOptions = {
  /** Where the registry is; left out, the commands are on their own. */
  readonly stackFile: string | undefined;
  readonly tenant: string;
  readonly home: string;
  readonly note: (line: string) => void;
};

export const policyctlOf = (options: PolicyctlOptions): Policyctl => {
  const call = (as: string, args: readonly string[]): Promise<Ended> => {
    options.note(`$ policyctl ${args.map(shown).join(' ')}  # ${as}`);
    return callProgram(options, as, args);
  };
  return {
    run: async (schema, as, ...args) => {
      const ended = await call(as, args);
      if (ended.exitCode !== 0) throw refused(args, ended);
      return answerOf(schema, args, ended);
    },
    inspect: async (schema, as, ...args) => {
      const ended = await call(as, args);
      if (ended.exitCode === null) throw refused(args, ended);
      return { exitCode: ended.exitCode, answer: answerOf(schema, args, ended) };
    },
    succeeds: async (as, ...args) =>
      (await callProgram({ ...options, note: () => undefined }, as, args)).exitCode === 0,
  };
};

// Settings of somebody's shell must not lead this run to another registry.
const ownEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('POLICYCTL_')));

/** An argument as one would type it in the folder of the project. */
const shown = (argument: string): string => {
  const near = argument.startsWith(PROJECT) ? relative(PROJECT, argument) : argument;
  return /^[\w./:@=-]+$/.test(near) ? near : `"${near}"`;
};

const callProgram = (
  { stackFile, tenant, home, note }: PolicyctlOptions,
  as: string,
  args: readonly string[],
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const main = join(PROJECT, 'tools', 'policyctl', 'main.ts');
    const child = spawn(process.execPath, [main, ...args, '--output', 'json'], {
      cwd: PROJECT,
      env: {
        ...ownEnvironment(),
        POLICYCTL_AS: as,
        POLICYCTL_TENANT: tenant,
        POLICYCTL_HOME: home,
        ...(stackFile !== undefined && { POLICYCTL_STACK: stackFile }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: ANSWER_MS_MAX,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      for (const line of text.split('\n')) if (line.trim() !== '') note(line);
    });
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });

const answerOf = <Schema extends z.ZodType>(
  schema: Schema,
  args: readonly string[],
  ended: Ended,
): z.output<Schema> => {
  let answer: unknown;
  try {
    answer = JSON.parse(ended.stdout);
  } catch {
    throw refused(args, ended);
  }
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new RunFailed(
    `policyctl ${args.join(' ')} answered without what is needed of it: ${parsed.error.message}`,
  );
};

const refused = (args: readonly string[], { exitCode, stderr }: Ended): RunFailed => {
  const said = stderr.trim().split('\n').slice(-SHOWN_LINES_MAX).join('\n');
  return new RunFailed(`policyctl ${args.join(' ')} ended with ${exitCode ?? 'a signal'}:\n${said}`);
};

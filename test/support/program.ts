import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { at, jsonOf, textAt } from './json.ts';
import { projectDir, type Stack } from './stack.ts';
import { waitUntil } from './wait-until.ts';

const START_MS = 60_000;

export type AppName = 'gateway' | 'projector' | 'simulation-runner';
export type Environment = Readonly<Record<string, string>>;

/** One program of the registry, started by a test and known by what it prints. */
export type Program = {
  readonly pid: number;
  /** Where it listens, by its own word. */
  readonly url: string;
  /** The lines of its log, parsed. */
  readonly lines: readonly unknown[];
  readonly stop: () => Promise<void>;
};

/** How a program ended that was to end by itself. */
export type Ended = { readonly exitCode: number | null; readonly said: string };

/**
 * What each application needs beside the servers of a stack, as its launcher would set it; any free port, and no name.
 * Whoever starts one says what differs.
 */
export const environmentOf = (stack: Stack, app: AppName): Environment => {
  const inFolder = (...path: readonly string[]): string => join(stack.folder, ...path);
  const databaseUrl = (role: 'gateway' | 'projector'): string => {
    const secrets = jsonOf(readFileSync(inFolder('secrets.json'), 'utf8'));
    const url = new URL(stack.adminUrl);
    url.username = `registry_${role}`;
    url.password = textAt(secrets, 'database', role);
    return url.href;
  };
  const user = app === 'simulation-runner' ? 'runner' : app;
  const everywhere = {
    HTTP_PORT: '0',
    NATS_URL: stack.broker('admin').url,
    NATS_CREDS_FILE: inFolder('broker', 'users', `${user}.creds`),
  };
  switch (app) {
    case 'gateway':
      return {
        ...everywhere,
        DATABASE_URL: databaseUrl('gateway'),
        PUBLIC_URL: 'http://127.0.0.1',
        OIDC_ISSUER: stack.issuerUrl,
        OIDC_AUDIENCE: 'policy-registry',
        INSECURE_DEV_ISSUER: 'true',
        TEXT_KEY_FILE: inFolder('keys', 'text.key'),
        TRUST_FILE: inFolder('keys', 'trust.json'),
      };
    case 'projector':
      return {
        ...everywhere,
        DATABASE_URL: databaseUrl('projector'),
        COMMAND_KEYS_FILE: inFolder('broker', 'command-keys.json'),
        TEXT_KEY_FILE: inFolder('keys', 'text.key'),
      };
    case 'simulation-runner':
      return { ...everywhere, EVIDENCE_KEY_DIR: inFolder('keys', 'evidence') };
  }
};

/** Starts an application, and resolves when it is ready. One that ends instead ends the test with what it said. */
export const startProgram = async (app: AppName, env: Environment): Promise<Program> => {
  const { child, said, lines, ended } = launched([join('apps', app, 'dist', 'main.js')], env);
  const stop = async (): Promise<void> => {
    child.kill('SIGCONT');
    child.kill('SIGTERM');
    await ended;
  };
  try {
    const url = await waitUntil(`a ready ${app}`, START_MS, async () => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`the ${app} ended: ${said()}`);
      const listening = lines.find((line) => at(line, 'msg') === 'listening');
      const address = listening === undefined ? addressIn(env) : textAt(listening, 'url');
      return address !== undefined && (await isReady(address)) ? address : undefined;
    });
    return { pid: child.pid ?? 0, url, lines, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** Runs a program that ends by itself: one that cannot start, or that has no more to do. */
export const runProgram = async (args: readonly string[], env: Environment = {}): Promise<Ended> => {
  const { child, said, ended } = launched(args, env);
  const deadline = setTimeout(() => child.kill('SIGKILL'), START_MS);
  await ended;
  clearTimeout(deadline);
  return { exitCode: child.exitCode, said: said() };
};

/** Tries to start an application that cannot. */
export const refusedProgram = (app: AppName, env: Environment): Promise<Ended> =>
  runProgram([join('apps', app, 'dist', 'main.js')], env);

const { PATH, HOME, NODE_COMPILE_CACHE } = process.env;
const INHERITED = { PATH, HOME, NODE_COMPILE_CACHE };

const launched = (args: readonly string[], env: Environment) => {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
    cwd: projectDir,
    env: { ...INHERITED, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: unknown[] = [];
  let said = '';
  createInterface(child.stdout).on('line', (line) => {
    said += `${line}\n`;
    lines.push(jsonOf(line));
  });
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  return { child, lines, said: () => said, ended: once(child, 'close') };
};

/** Where a program was told to listen: one that says nothing is asked there. */
const addressIn = ({ HTTP_HOST = '127.0.0.1', HTTP_PORT = '0' }: Environment): string | undefined =>
  HTTP_PORT === '0' ? undefined : `http://${HTTP_HOST}:${HTTP_PORT}`;

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    async (response) => (await response.text(), response.ok),
    () => false,
  );

// The one entrance: `node tools/bootstrap.mjs <task> [arguments]`. It needs no package and runs on Node 20. It
// installs what the lock file names when that has changed, and runs the task under the Node of the lock file.
// Only the task writes to stdout, so its output can be piped; what is said here goes to stderr.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR_MIN = 20;
const PINNED_MAJOR = 24;
const PINNED_MINOR_MIN = 15;
const SHOWN_LINES = 15;
const LOCK_WAIT_MS = 500;

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.policy-registry-lock');
// A task starts many programs from the same sources: each is compiled once, not at every start.
const compileCache = join(modules, '.cache', 'node-compile');

const say = (line) => process.stderr.write(`${line}\n`);

/** What this machine does not offer, in one sentence that ends with the fix. */
class Unavailable extends Error {}
const giveUp = (sentence) => {
  throw new Unavailable(sentence);
};

const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8');
const stamp = `${createHash('sha256').update(lockText).digest('hex')} ${process.platform}-${process.arch}\n`;

const readOrNothing = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** Whether what npm says it installed is what the lock file names, as after `npm install` by hand. */
const isInstalledAsLocked = () => {
  const installedText = readOrNothing(join(modules, '.package-lock.json'));
  if (installedText === '') return false;
  const installed = JSON.parse(installedText).packages;
  const isSame = ([path, { version, integrity, link }]) =>
    link === true
      ? installed[path]?.link === true
      : installed[path]?.version === version && installed[path]?.integrity === integrity;
  return Object.entries(JSON.parse(lockText).packages)
    .filter(([path, { optional }]) => path.startsWith('node_modules/') && optional !== true)
    .every(isSame);
};

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

const isRunning = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM'; // somebody else's, but running
  }
};

/** Two first runs at once must not install into each other's folder. */
const withInstallLock = async (work) => {
  const lock = join(
    tmpdir(),
    `policy-registry-install-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`,
  );
  for (let isTold = false; ;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const owner = Number(readOrNothing(lock));
    if (owner > 0 && !isRunning(owner)) rmSync(lock, { force: true });
    else {
      if (!isTold) say(`waiting for the installation that process ${owner} is doing (${lock})`);
      isTold = true;
      await pause(LOCK_WAIT_MS);
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
};

const npmCi = () =>
  new Promise((done) => {
    let output = '';
    const npm = spawn('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (output += chunk));
    npm.once('error', () =>
      done({
        code: 1,
        output,
        fix: 'npm is not on PATH: install Node.js 20 or newer together with npm (https://nodejs.org)',
      }),
    );
    npm.once('close', (code) => done({ code, output, fix: fixOf(output) }));
  });

const fixOf = (output) => {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network/i.test(output)) {
    return 'the packages could not be fetched: give npm access to its registry (network, proxy or an .npmrc) and try again';
  }
  if (/EUSAGE/.test(output))
    return 'package-lock.json does not fit the package.json files: run npm install and keep its package-lock.json';
  if (/ENOSPC/.test(output)) return 'the packages could not be written: the disk is full';
  if (/EACCES|EPERM/.test(output))
    return `the packages could not be written: make ${root} writable for this user`;
  return 'the packages could not be installed: the lines above are what npm said';
};

const install = async () => {
  if (readOrNothing(stampFile) === stamp) return;
  await withInstallLock(async () => {
    if (readOrNothing(stampFile) === stamp) return; // somebody else has just done it
    if (!isInstalledAsLocked()) {
      say('installing packages (npm ci; once, and again when package-lock.json changes)');
      const { code, output, fix } = await npmCi();
      if (code !== 0) {
        say(output.trim().split('\n').slice(0, SHOWN_LINES).join('\n'));
        giveUp(fix);
      }
    }
    writeFileSync(stampFile, stamp);
  });
};

/** The Node of the lock file; the running one when it is of the same line and there is no package for this platform. */
const pinnedNode = () => {
  const packaged = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(packaged)) return packaged;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major === PINNED_MAJOR && minor >= PINNED_MINOR_MIN) return process.execPath;
  return giveUp(
    `there is no packaged Node for ${process.platform}-${process.arch} and this is Node ${process.versions.node}: ` +
      `run with Node ${PINNED_MAJOR}.${PINNED_MINOR_MIN} or a later ${PINNED_MAJOR}, or on Linux, x64 or arm64`,
  );
};

const runTask = (node, args) => {
  const path = [dirname(node), join(modules, '.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const child = spawn(node, [join(root, 'tools', 'tasks', 'main.ts'), ...args], {
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env, PATH: path },
  });
  // The task decides how to end; this program ends after it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) =>
    end(new Unavailable(`${node} cannot be run here (${error.code}): allow execution in ${root}`)),
  );
  child.once('exit', (code, signal) => {
    if (signal !== null) say(`the task was ended by ${signal}`);
    process.exit(code ?? 1);
  });
};

const end = (error) => {
  say(error instanceof Unavailable ? error.message : error.stack);
  process.exit(1);
};

try {
  if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) {
    giveUp(
      `this is Node ${process.versions.node}: install Node.js ${NODE_MAJOR_MIN} or newer (https://nodejs.org)`,
    );
  }
  if (process.platform === 'win32')
    giveUp('Windows is not supported: run this inside WSL, where it is Linux');
  await install();
  runTask(pinnedNode(), process.argv.slice(2));
} catch (error) {
  end(error);
}

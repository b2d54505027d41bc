// `node tools/complete-lock.mjs`, after `npm install` where the registry in reach lacks packages of other platforms.
//
// npm leaves an optional dependency that it could not look up out of package-lock.json, and `npm ci` then refuses the
// lock. This adds such packages with the exact version that their parent asks for and the platform that their name
// tells. They are installed on that platform alone; an integrity is added by the first `npm install` that finds them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const OPERATING_SYSTEMS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

const file = join(import.meta.dirname, '..', 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));

/** Whether a package that asks from `path` would find `name` in the lock: beside itself or in a folder above. */
const isLocked = (path, name) => {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (
      lock.packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`] !== undefined
    )
      return true;
    if (folder === '') return false;
    if (!folder.includes('/node_modules/')) folder = '';
  }
};

const added = [];
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(path, name)) continue;
    if (!/^\d+\.\d+\.\d+/.test(version))
      throw new Error(`${path} asks for ${name}@${version}, which is not exact`);
    const words = name.split(/[/-]/);
    const os = OPERATING_SYSTEMS.find((known) => words.includes(known));
    const cpu = PROCESSORS.find((known) => words.includes(known));
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(cpu && { cpu: [cpu] }),
      ...(dev && { dev: true }),
      optional: true,
      ...(os && { os: [os] }),
    };
    added.push(`${name}@${version}`);
  }
}

const names = Object.keys(lock.packages).sort((a, b) => a.localeCompare(b, 'en'));
lock.packages = Object.fromEntries(names.map((name) => [name, lock.packages[name]]));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`added ${added.length} packages of other platforms\n`);

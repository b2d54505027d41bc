import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { faultPoints } from './fault-points.ts';

const module = join(import.meta.dirname, 'fault-points.ts');
let folder = '';
let file = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fault-points-'));
  file = join(folder, 'projector');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A process of its own that passes two points and says so. */
const passing = (wanted: string | undefined) => {
  if (wanted !== undefined) writeFileSync(file, `${wanted}\n`);
  const options = JSON.stringify({ file, points: ['first', 'second'] });
  const program = `
    import { faultPoints } from ${JSON.stringify(module)};
    const pass = faultPoints(${options});
    for (const point of ['first', 'second']) { await pass(point); process.stdout.write(point + ' '); }`;
  const { stdout, signal, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { stdout, signal, status, isWantedStill: existsSync(file) };
};

describe('a process with points at which it can be killed', () => {
  it('passes them all where nobody wants it to die', () => {
    expect(passing(undefined)).toMatchObject({ stdout: 'first second ', signal: null, status: 0 });
  });

  it('is killed at the point that its file names, once', () => {
    expect(passing('second')).toMatchObject({ stdout: 'first ', signal: 'SIGKILL', isWantedStill: false });
    expect(passing(undefined)).toMatchObject({ stdout: 'first second ', status: 0 });
  });

  it('fails loudly where its file names no point of it', () => {
    expect(passing('third')).toMatchObject({ stdout: '', status: 1, isWantedStill: true });
  });

  it('never looks for a file where it is given none', async () => {
    await expect(faultPoints({ file: undefined, points: ['first'] })('first')).resolves.toBeUndefined();
  });
});

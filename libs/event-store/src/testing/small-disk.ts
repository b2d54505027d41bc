import { execFileSync } from 'node:child_process';
import { chownSync, closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const PIECES_BYTES = [65_536, 512] as const;

/** A file system of its own that can be filled up. Only root can make one. */
export type SmallDisk = {
  /** An empty folder on it. */
  readonly folder: string;
  /** Takes what is free of it. */
  readonly fill: () => void;
  readonly free: () => void;
  readonly unmount: () => void;
};

/** Mounts a disk at `path`; its folder belongs to the user with this id. */
export const mountSmallDisk = (path: string, megabytes: number, uid = 0): SmallDisk => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', path]);
  const [folder, ballast] = [join(path, 'content'), join(path, 'ballast')];
  mkdirSync(folder, { mode: 0o700 });
  chownSync(folder, uid, uid);
  return {
    folder,
    fill: () => {
      const file = openSync(ballast, 'a');
      try {
        for (const bytes of PIECES_BYTES) while (hasTaken(file, Buffer.alloc(bytes)));
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast, { force: true }),
    unmount: () => void execFileSync('umount', [path]),
  };
};

const hasTaken = (file: number, piece: Buffer): boolean => {
  try {
    return writeSync(file, piece) === piece.length;
  } catch (error) {
    if (typeof error === 'object' && error !== null && Reflect.get(error, 'code') === 'ENOSPC') return false;
    throw error;
  }
};

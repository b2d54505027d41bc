import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** A disk of its own in the place of a folder. Only root can make one. */
export type SmallDisk = {
  /** Takes what is free of it. */
  readonly fill: () => void;
  readonly free: () => void;
  readonly unmount: () => void;
};

export const mountSmallDisk = (folder: string, megabytes: number): SmallDisk => {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', folder]);
  const ballast = join(folder, 'ballast');
  return {
    // Ends with a fault when there is no room left, as it is to.
    fill: () => execFileSync('sh', ['-c', `cat /dev/zero >> "${ballast}" 2>/dev/null || true`]),
    free: () => rmSync(ballast, { force: true }),
    unmount: () => void execFileSync('umount', [folder]),
  };
};

import { readFileSync, rmSync } from 'node:fs';
import process from 'node:process';

export type FaultPointOptions<Point extends string> = {
  /** Where a test writes the point at which this process is to die; without it, it dies nowhere. */
  readonly file: string | undefined;
  /** Every point that this process passes. */
  readonly points: readonly Point[];
};

/** Passes a point. Where the file names it, the process is killed there and the file is gone: once, however often it starts. */
export type PassFaultPoint<Point extends string> = (point: Point) => Promise<void>;

/** Points at which a process can be killed from outside, for tests of crashes. Throws where the file names none of them. */
export const faultPoints = <Point extends string>({
  file,
  points,
}: FaultPointOptions<Point>): PassFaultPoint<Point> => {
  if (file === undefined) return () => Promise.resolve();
  return (point) => {
    const wanted = wantedIn(file);
    if (wanted === undefined) return Promise.resolve();
    if (!points.some((known) => known === wanted))
      throw new Error(`${file} names ${wanted}, which is none of ${points.join(', ')}`);
    return wanted === point ? die(file) : Promise.resolve();
  };
};

const wantedIn = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8').trim() || undefined;
  } catch {
    return undefined; // nobody wants it to die
  }
};

/** Dies as in a power cut: no handler runs, nothing is flushed. */
const die = (file: string): Promise<never> => {
  rmSync(file);
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};

import { availableParallelism, loadavg } from 'node:os';

/** Load average per core from which the machine counts as busy with something else. */
const BUSY_SHARE = 0.5;

/** The machine that something is measured on, as it was before. To be called at the start. */
export const conditionsNotes = (): readonly string[] => {
  const [load = 0] = loadavg();
  const cores = availableParallelism();
  const machine = `${cores} cores, Node ${process.versions.node}, load average ${load.toFixed(1)} before the start`;
  // Every hop between the registry's programs waits for a free core; a library in one process has no hops.
  return load < cores * BUSY_SHARE
    ? [machine]
    : [
        machine,
        'other programs were at work, which costs the registry more than its peers: repeat this on a quiet machine',
      ];
};

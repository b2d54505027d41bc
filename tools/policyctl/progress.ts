/** Shows how far something has come; called as often as one likes. */
export type ShowProgress = (label: string, done: number, total: number) => void;

const BAR_WIDTH = 30;
const STEPS_IN_A_LOG = 4;

/**
 * A bar that is redrawn on a terminal; where the output is kept, a line for each quarter. Standard output stays for
 * what was asked for.
 */
export const progressOn = (stream: {
  readonly isTTY?: boolean;
  readonly write: (text: string) => unknown;
}): ShowProgress => {
  let last = '';
  return (label, done, total) => {
    const share = total === 0 ? 1 : Math.min(1, done / total);
    const steps = stream.isTTY === true ? 100 : STEPS_IN_A_LOG;
    const reached = Math.floor(share * steps) / steps;
    const bar = '#'.repeat(Math.floor(reached * BAR_WIDTH)).padEnd(BAR_WIDTH, '.');
    const line = `${label} ${total}  ${bar}  ${String(Math.floor(reached * 100)).padStart(3)} %`;
    if (line === last) return;
    last = line;
    if (stream.isTTY !== true) stream.write(`${line}\n`);
    else stream.write(`\r${line}${share === 1 ? '\n' : ''}`);
  };
};

/** Tells whoever watches what happens; everything goes to stderr, so that stdout holds the result alone. */
export type Progress = {
  /** Runs one step of the run under a title, and measures it under a name. */
  readonly step: <T>(name: string, title: string, work: () => Promise<T>) => Promise<T>;
  /** One line below the step. */
  readonly note: (line: string) => void;
  readonly timingsMs: () => Readonly<Record<string, number>>;
};

type Screen = { readonly write: (text: string) => unknown; readonly isTTY?: boolean };

export const startProgress = (screen: Screen, hasColor: boolean): Progress => {
  const paint = painter(hasColor);
  const timings: Record<string, number> = {};
  let steps = 0;
  return {
    step: async (name, title, work) => {
      steps += 1;
      const head = `${String(steps).padStart(2)}  ${title}`;
      screen.write(`${paint.bold(head)}\n`);
      const begun = performance.now();
      const result = await work();
      const tookMs = Math.round(performance.now() - begun);
      timings[name] = tookMs;
      screen.write(`${paint.dim(`    done in ${seconds(tookMs)}`)}\n`);
      return result;
    },
    note: (line) => void screen.write(`${paint.dim(`    ${line}`)}\n`),
    timingsMs: () => ({ ...timings }),
  };
};

/** Bold and dim where the screen can show them. */
export const painter = (hasColor: boolean) => ({
  bold: (text: string): string => (hasColor ? `\u001b[1m${text}\u001b[22m` : text),
  dim: (text: string): string => (hasColor ? `\u001b[2m${text}\u001b[22m` : text),
});

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

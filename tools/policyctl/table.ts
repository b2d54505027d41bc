const GAP = '  ';

/** Columns of one width each, with a header; for people. */
export const table = (header: readonly string[], rows: readonly (readonly string[])[]): string => {
  const lines = [header.map((name) => name.toUpperCase()), ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
};

/** One resource: names at the left, values beside them; what is absent is left out. */
export const fields = (pairs: readonly (readonly [name: string, value: unknown])[]): string => {
  const shown = pairs.filter(([, value]) => value !== undefined && value !== null);
  const width = Math.max(0, ...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)}${GAP}${textOf(value)}`).join('\n');
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** How many of what, in words. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

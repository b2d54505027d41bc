/** A destination for a logger that keeps what was written, parsed. */
export const capturedLines = () => {
  const lines: Record<string, unknown>[] = [];
  return { lines, destination: { write: (line: string) => void lines.push(JSON.parse(line)) } };
};

import type { Client } from './client.ts';
import { at, numberAt, textAt } from './json.ts';

/** A changed decision, and what must not be shown of it without `findings:read`. */
export type Change = {
  readonly index: number;
  readonly class: string;
  /** That decided, in the candidate. */
  readonly rule: unknown;
  readonly component: string;
  readonly advisory: string;
};

/** What a simulation changes, in the order of the snapshot. */
export const changesOf = async (reader: Client, simulationId: string): Promise<readonly Change[]> => {
  const { bytes } = await reader.get(`/api/v1/simulations/${simulationId}/changes`);
  const lines = bytes.toString('utf8').trimEnd().split('\n');
  return lines.map((text) => {
    const line: unknown = JSON.parse(text);
    return {
      index: numberAt(line, 'index'),
      class: textAt(line, 'class'),
      rule: at(line, 'candidate', 'rule'),
      component: textAt(line, 'component'),
      advisory: textAt(line, 'advisory'),
    };
  });
};

/** The first change that is wanted. */
export const changeIn = (changes: readonly Change[], wanted: (change: Change) => boolean): Change => {
  const change = changes.find((one) => wanted(one));
  if (change === undefined) throw new Error('no such change in the example estate');
  return change;
};

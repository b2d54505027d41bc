import { table } from '../policyctl/table.ts';
import type { Row } from './row.ts';

const NONE = '–';

/** The rows for people, under the names of the JSON document. */
export const rowTable = (rows: readonly Row[]): string =>
  table(
    ['work', 'ours', 'peer', 'ratio', 'budget', 'ok', 'peer name'],
    rows.map(({ work, ours, peer, peerName, ratio, budget, ok }) => [
      work,
      String(ours),
      shown(peer),
      shown(ratio),
      shown(budget),
      ok === null ? NONE : ok ? 'yes' : 'no',
      shown(peerName),
    ]),
  );

const shown = (value: string | number | null): string => (value === null ? NONE : String(value));

/** Digits in groups of three. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ' ');

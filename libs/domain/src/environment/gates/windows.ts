import { refusal } from '../../rejection-codes.ts';
import type { Gate } from './gate.ts';
import { freezeAt, isMaintainedAt } from './times.ts';

/** Now is no freeze, and where there are maintenance windows, it is within one. */
export const windowsGate: Gate = ({ environment, now }) => {
  const asked = environment.gates?.gates.windows;
  if (asked === undefined) return undefined;
  const { freezes = [], maintenance = [] } = asked;
  const freeze = freezeAt(freezes, now);
  const needed = maintenance.length === 0 ? 'no freeze' : 'no freeze, and a maintenance window';
  if (freeze === undefined && isMaintainedAt(maintenance, now))
    return { gate: 'windows', ok: true, value: 'open', needed };
  const value =
    freeze === undefined ? 'outside every maintenance window' : `${freeze.name}, frozen until ${freeze.to}`;
  return { gate: 'windows', ok: false, value, needed, refusal: refusal('WINDOW_CLOSED', value) };
};

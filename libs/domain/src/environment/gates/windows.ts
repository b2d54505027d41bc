import type { DecisionContext, EpochMs } from '@policy-registry/kernel';

import { refusal, refuse } from '../../rejection-codes.ts';
import type { CreatedEnvironment } from '../bound-version.ts';
import type { Gate, Judged } from './gate.ts';
import { freezeAt, isMaintainedAt } from './times.ts';

/** Now is no freeze, and where there are maintenance windows, it is within one. */
export const windowsGate: Gate = ({ environment, now }) => windowsAt(environment, now);

/** The same for a step forward of what passed all gates before. */
export const requireOpenWindows = (environment: CreatedEnvironment, context: DecisionContext): void => {
  const closed = windowsAt(environment, context.now)?.refusal;
  if (closed !== undefined) refuse(context, closed.code, closed.message);
};

const windowsAt = ({ gates }: CreatedEnvironment, now: EpochMs): Judged | undefined => {
  const asked = gates?.gates.windows;
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

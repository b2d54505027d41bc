import {
  canonicalJson,
  parseTimestamp,
  toTimestamp,
  type DecisionContext,
  type InputFault,
  type Json,
} from '@policy-registry/kernel';

import { requireMatch, requireReason, requireScope, requireTenant } from '../../guards.ts';
import { reject } from '../../rejection-codes.ts';
import { requireCreated, type CreatedEnvironment } from '../bound-version.ts';
import type { EnvironmentNeeds } from '../environment.ts';
import type { EnvironmentFact } from '../events.ts';
import type { Environment } from '../state.ts';
import type { GateCommandOf } from './commands.ts';
import type { Freeze, GateSettings, WantedGates } from './settings.ts';

type SetGates = GateCommandOf<'SetGates'>;

/** The next version of the gates, as a whole. Instants are kept in their one form. */
export const setGates = (
  { data }: SetGates,
  environment: Environment,
  context: DecisionContext<EnvironmentNeeds>,
): readonly EnvironmentFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'tenant:admin');
  const created = requireCreated(environment, data);
  requireMatch(context, created.changes);
  const { environmentId, ticketDigest } = data;
  const reasonDigest = requireReason(context, data.reasonDigest, 'a change of the gates');
  const gates = settingsOf(data.gates, [
    ...faultsOfPrevious(data, created, context.needs.previous),
    ...faultsOfMaintenance(data.gates),
  ]);
  if (created.gates !== undefined && isSame(created.gates.gates, gates)) return [];
  return [
    {
      type: 'GatesSet',
      schemaVersion: 1,
      data: {
        environmentId,
        version: (created.gates?.version ?? 0) + 1,
        gates,
        reasonDigest,
        ...(ticketDigest !== undefined && { ticketDigest }),
        setBy: context.principal.id,
        setAt: toTimestamp(context.now),
      },
    },
  ];
};

// Both were parsed, so they are JSON.
const isSame = (a: GateSettings, b: GateSettings): boolean =>
  canonicalJson(a as Json) === canonicalJson(b as Json);

const settingsOf = ({ windows, ...others }: WantedGates, found: readonly InputFault[]): GateSettings => {
  const freezes = (windows?.freezes ?? []).map(freezeOf);
  const faults = [...found, ...freezes.flatMap((freeze) => ('fault' in freeze ? [freeze.fault] : []))];
  if (faults.length > 0) throw reject('GATES_INVALID', `the gates have ${faults.length} faults`, faults);
  if (windows === undefined) return others;
  const read = freezes.flatMap((freeze) => ('fault' in freeze ? [] : [freeze]));
  return { ...others, windows: { ...windows, ...(windows.freezes !== undefined && { freezes: read }) } };
};

const fault = (pointer: string, detail: string): InputFault => ({
  code: 'gate_invalid',
  detail,
  pointer: `/gates${pointer}`,
});

const freezeOf = ({ name, from, to }: Freeze, at: number): Freeze | { readonly fault: InputFault } => {
  const pointer = `/windows/freezes/${at}`;
  const [fromMs, toMs] = [parseTimestamp(from), parseTimestamp(to)];
  const noInstant = 'it is no RFC 3339 instant with a zone, such as 2026-12-24T00:00:00Z';
  if (fromMs === undefined) return { fault: fault(`${pointer}/from`, noInstant) };
  if (toMs === undefined) return { fault: fault(`${pointer}/to`, noInstant) };
  if (toMs <= fromMs) return { fault: fault(`${pointer}/to`, 'it ends no later than it begins') };
  return { name, from: toTimestamp(fromMs), to: toTimestamp(toMs) };
};

const faultsOfMaintenance = ({ windows }: WantedGates): readonly InputFault[] =>
  (windows?.maintenance ?? []).flatMap(({ days, from, to }, at) => {
    const pointer = `/windows/maintenance/${at}`;
    return [
      ...(new Set(days).size < days.length ? [fault(`${pointer}/days`, 'it names a day twice')] : []),
      ...(from === to
        ? [fault(`${pointer}/to`, 'it ends when it begins: a whole day is 00:00 to 24:00')]
        : []),
    ];
  });

const faultsOfPrevious = (
  { environmentId, gates }: SetGates['data'],
  { order }: CreatedEnvironment,
  previous: Environment | undefined,
): readonly InputFault[] => {
  if (gates.previousEnvironment === undefined) return [];
  const pointer = '/previousEnvironment/environmentId';
  const { environmentId: named } = gates.previousEnvironment;
  if (previous?.status !== 'created') return [fault(pointer, `there is no environment ${named}`)];
  const isBefore = named !== environmentId && previous.order < order;
  return isBefore ? [] : [fault(pointer, `${named} does not come before ${environmentId}`)];
};

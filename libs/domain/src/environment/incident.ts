import type { DecisionContext } from '@policy-registry/kernel';

import { refuse } from '../rejection-codes.ts';
import { IncidentId } from './break-glass/events.ts';

/** A dry run goes on without an incident: a reason against it is kept by then. */
const NO_INCIDENT = 'none';

/** The incident that a step answers which goes around the gates. */
export const requireIncident = (incident: string | undefined, context: DecisionContext): string => {
  const named = IncidentId.safeParse(incident);
  if (named.success) return named.data;
  refuse(
    context,
    'INCIDENT_MISSING',
    'it names its incident: letters, digits and . _ : / # -, at most 64 characters',
  );
  return NO_INCIDENT;
};

import type { NeededAggregate } from '@policy-registry/kernel';

import type { Aggregate } from '../aggregate.ts';
import { PolicyCommand, type PolicyCommandOf } from './commands.ts';
import { decide, type PolicyNeeds } from './decide.ts';
import { PolicyFact } from './events.ts';
import { evolve, initialState, type Policy } from './state.ts';

/** What freezes a revision, and every transition of what was frozen. */
const OVER_CONTENT: ReadonlySet<PolicyCommand['type']> = new Set([
  'CreateVersion',
  'SubmitVersion',
  'ApproveVersion',
  'RequestChanges',
  'WithdrawVersion',
  'PublishVersion',
  'StartThread',
  'RecordPublicationAttestation',
  'DeprecateVersion',
  'ArchiveVersion',
  'RecallVersion',
]);

/** A policy, its immutable versions and their reviews. Its id is the slug its author chose. */
export const policy: Aggregate<Policy, PolicyCommand, PolicyFact, PolicyNeeds> = {
  type: 'policy',
  Command: PolicyCommand,
  commandTypes: PolicyCommand.options.map((option) => option.shape.type.value),
  Fact: PolicyFact,
  idOf: ({ data }) => data.policyId,
  needsOf: ({ type, data }, tenant) => ({
    tenant: { type: 'tenant', id: tenant },
    workspace: OVER_CONTENT.has(type) ? { type: 'workspace', id: data.policyId } : undefined,
    simulation:
      type === 'SubmitVersion' || type === 'MarkDecision'
        ? { type: 'simulation', id: data.simulationId }
        : undefined,
    origin: type === 'CreatePolicy' ? originOf(data) : undefined,
  }),
  initialState,
  evolve,
  decide,
};

const originOf = ({ beginning }: PolicyCommandOf<'CreatePolicy'>['data']): NeededAggregate | undefined =>
  beginning?.from.kind === 'version' ? { type: 'policy', id: beginning.from.policyId } : undefined;

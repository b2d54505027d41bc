import type { Aggregate } from '../aggregate.ts';
import type { Environment } from '../environment/state.ts';
import type { Policy } from '../policy/state.ts';
import type { Tenant } from '../tenant/state.ts';
import { WaiverCommand } from './commands.ts';
import { decide } from './decide.ts';
import { WaiverFact } from './events.ts';
import { evolve, initialState, type Waivers } from './state.ts';
import { policyOfWaiver } from './waiver-id.ts';

export type WaiverNeeds = {
  readonly tenant: Tenant;
  /** What is waived, where a waiver is asked for. */
  readonly policy: Policy | undefined;
  /** Where it is waived, if that is said. */
  readonly environment: Environment | undefined;
};

/** The waivers of one policy: one aggregate, so that how many there are, and which are active, is known where it is decided. */
export const waiver: Aggregate<Waivers, WaiverCommand, WaiverFact, WaiverNeeds> = {
  type: 'waiver',
  Command: WaiverCommand,
  commandTypes: WaiverCommand.options.map((option) => option.shape.type.value),
  Fact: WaiverFact,
  idOf: ({ data }) => ('policyId' in data ? data.policyId : policyOfWaiver(data.waiverId)),
  needsOf: (command, tenant) => {
    const asked = command.type === 'RequestWaiver' ? command.data : undefined;
    const environmentId = asked?.scope.environmentId;
    return {
      tenant: { type: 'tenant', id: tenant },
      policy: asked && { type: 'policy', id: asked.policyId },
      environment: environmentId === undefined ? undefined : { type: 'environment', id: environmentId },
    };
  },
  initialState,
  evolve,
  decide,
};

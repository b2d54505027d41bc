import { expect, it } from '@jest/globals';
import type { Outcome } from '@policy-registry/kernel';
import { requestDigestOf } from '@policy-registry/kernel';

import { createPolicy, NOW } from '../testing/commands.ts';
import { openRegistry } from '../testing/deciding.ts';

/** A registry in which another worker refuses the command while this one reads what it is about. */
const contested = async () => {
  const registry = await openRegistry();
  const refusal: Outcome = {
    status: 'rejected',
    commandId: createPolicy.commandId,
    tenant: createPolicy.tenant,
    requestDigest: requestDigestOf(createPolicy),
    code: 'SEEN_OTHERWISE',
    detail: 'by an earlier delivery',
    faults: [],
  };
  const meanwhile: typeof registry.log = {
    ...registry.log,
    load: async (...asked) => {
      await registry.outcomes.record(refusal);
      return registry.log.load(...asked);
    },
  };
  return { registry, refusal, decide: registry.projector(meanwhile) };
};

it('a command that comes again stays refused when an earlier worker of it refuses it meanwhile', async () => {
  const { registry, refusal, decide } = await contested();
  expect(await decide(createPolicy, NOW, true)).toStrictEqual(refusal);
  expect(registry.events()).toBe(1);
});

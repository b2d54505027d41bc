import { expect, it } from '@jest/globals';
import { inMemoryReadModels, inMemoryReadModelStore } from '@policy-registry/postgres/simulated';
import { projectBatch } from '@policy-registry/read-models';

import { history } from './history.ts';
import { toFed } from './to-fed.ts';

it('the projection accepts every event of a history, whatever it is made of', async () => {
  const store = inMemoryReadModelStore(inMemoryReadModels());
  const told = history({
    tenants: ['acme', 'globex'],
    events: 1_100,
    changes: 20,
    policies: [{ policyId: 'long', events: 30 }],
  });
  let position = 0;
  const classes = new Map<string, number>();
  for await (const batch of told) {
    const projected = await projectBatch(store, position, toFed(position, batch));
    ({ position } = projected);
    for (const { class: found } of projected.verdicts) classes.set(found, (classes.get(found) ?? 0) + 1);
  }
  expect(position).toBeGreaterThan(1_100);
  expect([...classes]).toStrictEqual([['accepted', position]]);
});

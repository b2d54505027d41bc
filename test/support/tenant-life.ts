import { accepted } from './client.ts';
import type { Document, PolicyFile } from './examples.ts';
import { listAt, textAt } from './json.ts';
import {
  createPolicy,
  draftVersion,
  importFrozen,
  promote,
  release,
  saveCompiled,
  simulate,
  type People,
} from './lifecycle.ts';
import type { Stack } from './stack.ts';

/** What a tenant has when a policy of it has come to the end of its way. */
export type Life = {
  readonly policyId: string;
  readonly snapshot: unknown;
  readonly simulation: unknown;
  readonly version: unknown;
  readonly environment: unknown;
  readonly fileDigests: readonly string[];
};
export type Plan = {
  readonly policyId: string;
  readonly files: readonly PolicyFile[];
  readonly documents: readonly Document[];
};

/** The whole life of one policy, from its first file to its binding. */
export const liveThrough = async (
  stack: Stack,
  people: People,
  { policyId, files, documents }: Plan,
): Promise<Life> => {
  const { alice, bob, carol } = people;
  await createPolicy(alice, policyId);
  const revision = await saveCompiled(stack, alice, policyId, files);
  await draftVersion(alice, policyId, { revision: 1, semver: '1.0.0' });
  const comment = `what ${policyId} is for, in a sentence`;
  accepted(await bob.post(`/api/v1/policies/${policyId}/versions/1/threads`, { comment }), 201);
  const snapshot = await importFrozen(stack, alice, documents);
  const snapshotId = textAt(snapshot, 'snapshotId');
  const simulation = await simulate(stack, alice, { policyId, version: 1, snapshotId });
  const version = await release(stack, people, `/api/v1/policies/${policyId}/versions/1`, simulation);
  const environment = await promote(carol, { policyId, version: 1 });
  const fileDigests = listAt(revision, 'files').map((file) => textAt(file, 'sha256'));
  return { policyId, snapshot, simulation, version, environment, fileDigests };
};

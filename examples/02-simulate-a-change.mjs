// What would change if the next version of a policy went live? Asked of a registry over HTTP, with its typed client.
//   REGISTRY_URL=… REGISTRY_TENANT=acme REGISTRY_TOKEN=… node examples/02-simulate-a-change.mjs <policyId>
// The token is one of an author; docs/api.md says how the development issuer gives one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  answered,
  bearer,
  followSimulation,
  itemsOf,
  registryClient,
  uploadBlob,
} from '@policy-registry/client';

const { REGISTRY_URL: url, REGISTRY_TENANT: tenant, REGISTRY_TOKEN: token } = process.env;
const [policyId] = process.argv.slice(2);
const client = registryClient({ url, authorize: bearer({ tenant, token: async () => token }) });
const here = (...path) => join(import.meta.dirname, ...path);
const until = async (ask) => {
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((done) => setTimeout(done, 200));
  }
};

// The draft: each file is stored by its digest, then all of them together are one revision.
const params = { path: { policyId } };
await answered(client.POST('/api/v1/policies', { body: { policyId, name: policyId } }));
const { digest } = await uploadBlob(client, readFileSync(here('policies/v1/policy.stella')));
const files = [{ path: 'policy.stella', digest }];
const first = { ...params, header: { 'If-None-Match': '*' } };
await answered(client.PUT('/api/v1/policies/{policyId}/workspace', { params: first, body: { files } }));
const { revision } = await until(async () => {
  const saved = await answered(client.GET('/api/v1/policies/{policyId}/workspace', { params }));
  return saved.compilation === null ? undefined : saved;
});
const body = { revision, semver: '1.0.0' };
const { version } = await answered(client.POST('/api/v1/policies/{policyId}/versions', { params, body }));

// The findings it is tried on.
const documents = [];
for (const name of readdirSync(here('estate')).filter((file) => file.endsWith('.trivy.json'))) {
  const stored = await uploadBlob(client, readFileSync(here('estate', name)), 'document');
  documents.push({ name, kind: 'trivy', digest: stored.digest });
}
const { snapshotId } = await answered(client.POST('/api/v1/snapshots', { body: { documents } }));
await until(async () => {
  const at = { params: { path: { snapshotId } } };
  const { state } = await answered(client.GET('/api/v1/snapshots/{snapshotId}', at));
  return state === 'importing' ? undefined : state;
});

// Against the empty policy: everything that the version decides is a change.
const asked = { policyId, version, snapshotId, base: { kind: 'empty' } };
const { simulationId } = await answered(client.POST('/api/v1/simulations', { body: asked }));
for await (const { state, result } of followSimulation(client, simulationId))
  process.stdout.write(`${JSON.stringify({ state, counts: result?.counts })}\n`);

const policies = itemsOf((query) => answered(client.GET('/api/v1/policies', { params: { query } })));
for await (const policy of policies) process.stdout.write(`${JSON.stringify(policy)}\n`);

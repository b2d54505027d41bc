import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { answered, followSimulation, uploadBlob, type Schemas } from '@policy-registry/client';

import { apiOf, type Api } from '../../policyctl/client/api.ts';
import { contentOfBytes } from '../../policyctl/content.ts';
import { waitUntil } from '../../servers/wait-until.ts';
import type { StackDescription } from '../../stack/description.ts';
import { projectDir } from '../../stack/layout.ts';
import { estateOf } from './estate.ts';

const POLICY = 'benchmark';
const COMPILE_MS_MAX = 60_000;
const IMPORT_MS_MAX = 15 * 60_000;

export type Imported = {
  readonly snapshotId: string;
  readonly tuples: number;
  readonly documents: number;
  readonly bytes: number;
};
export type Simulated = {
  readonly ms: number;
  readonly shards: number;
  readonly evaluations: number;
  readonly resultDigest: string;
};

/** The registry as the benchmark's author uses it. */
export const apiFor = (stack: StackDescription): Api =>
  apiOf({
    url: stack.gatewayUrl,
    issuerUrl: stack.issuerUrl,
    tenant: stack.tenants[0],
    persona: 'alice',
    token: undefined,
    isBound: false,
    home: join(stack.folder, 'benchmark'),
    broker: undefined,
    administrator: undefined,
    databaseUrl: undefined,
    objectStore: undefined,
    programUrls: [],
    brokerKeys: undefined,
  });

/** Both example versions, of which the first is the base. */
export const prepareVersions = async (api: Api): Promise<void> => {
  const body = { policyId: POLICY, name: 'Benchmark', description: '', tags: [] };
  await answered(api.POST('/api/v1/policies', { body }));
  const params = { path: { policyId: POLICY } };
  for (const [index, folder] of ['v1', 'v2'].entries()) {
    const text = await readFile(join(projectDir, 'examples/policies', folder, 'policy.stella'));
    const { digest } = await uploadBlob(api, new Uint8Array(text));
    const files = [{ path: 'policy.stella', digest }];
    const header = index === 0 ? { 'If-None-Match': '*' } : { 'If-Match': `"${index}"` };
    const saved = { params: { ...params, header }, body: { files } };
    await answered(api.PUT('/api/v1/policies/{policyId}/workspace', saved));
    await waitUntil('the compilation', COMPILE_MS_MAX, async () => {
      const { revision, compilation } = await answered(
        api.GET('/api/v1/policies/{policyId}/workspace', { params }),
      );
      return revision === index + 1 && compilation !== null ? true : undefined;
    });
    const version = { revision: index + 1, semver: `1.${index}.0` };
    await answered(api.POST('/api/v1/policies/{policyId}/versions', { params, body: version }));
  }
};

export const importEstate = async (api: Api, findings: number): Promise<Imported> => {
  const documents: Schemas['DocumentRequest'][] = [];
  let bytes = 0;
  for (const { name, kind, text } of estateOf(findings)) {
    const { digest, size } = await api.putDocument(contentOfBytes(new TextEncoder().encode(text)));
    documents.push({ name, kind, digest });
    bytes += size;
  }
  const { snapshotId } = await answered(api.POST('/api/v1/snapshots', { body: { documents } }));
  const frozen = await waitUntil('the end of the import', IMPORT_MS_MAX, async () => {
    const snapshot = await answered(
      api.GET('/api/v1/snapshots/{snapshotId}', { params: { path: { snapshotId } } }),
    );
    if (snapshot.state === 'refused')
      throw new Error(`the estate was refused: ${JSON.stringify(snapshot.faults[0])}`);
    return snapshot.state === 'frozen' ? snapshot : undefined;
  });
  return { snapshotId, tuples: frozen.tuples ?? 0, documents: documents.length, bytes };
};

/**
 * From the request to the end of a batch simulation: its evidence is signed and stored then. A twin evaluates every
 * shard a second time.
 */
export const simulate = async (api: Api, snapshotId: string, twin: boolean): Promise<Simulated> => {
  const startedMs = performance.now();
  const body: Schemas['StartSimulationRequest'] = {
    policyId: POLICY,
    version: 2,
    base: { kind: 'version', version: 1 },
    snapshotId,
    twin,
    evaluatedAt: '2026-03-01T00:00:00.000Z',
  };
  let ended = await answered(api.POST('/api/v1/simulations', { body }));
  for await (const simulation of followSimulation(api, ended.simulationId)) ended = simulation;
  const ms = performance.now() - startedMs;
  if (ended.state !== 'succeeded' || ended.result === null)
    throw new Error(`the simulation ${ended.state}: ${ended.failure?.code} ${ended.failure?.detail}`);
  const { shards, evaluations, result } = ended;
  return { ms, shards, evaluations, resultDigest: result.resultDigest };
};

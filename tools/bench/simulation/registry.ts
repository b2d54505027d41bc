import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { apiOf, type Api } from '../../policyctl/client/api.ts';
import { contentOfBytes } from '../../policyctl/content.ts';
import { followSimulation } from '../../policyctl/client/follow-simulation.ts';
import { waitUntil } from '../../servers/wait-until.ts';
import type { StackDescription } from '../../stack/description.ts';
import { projectDir } from '../../stack/layout.ts';
import { estateOf } from './estate.ts';

const POLICY = 'benchmark';
const COMPILE_MS_MAX = 60_000;
const IMPORT_MS_MAX = 15 * 60_000;

const Revision = z.looseObject({ revision: z.int(), compilation: z.looseObject({}).nullable() });
const Snapshot = z.looseObject({
  snapshotId: z.string(),
  state: z.string(),
  tuples: z.int().nullable(),
  faults: z.array(z.unknown()),
});
const Started = z.looseObject({ simulationId: z.string() });

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
    brokerKeys: undefined,
  });

/** Both example versions, of which the first is the base. */
export const prepareVersions = async (api: Api): Promise<void> => {
  const body = { policyId: POLICY, name: 'Benchmark', description: '', tags: [] };
  await api.mutate({ method: 'POST', path: '/policies', body });
  for (const [index, folder] of ['v1', 'v2'].entries()) {
    const text = await readFile(join(projectDir, 'examples/policies', folder, 'policy.stella'));
    const { digest } = await api.putBlob(text);
    const path = `/policies/${POLICY}/workspace`;
    const files = [{ path: 'policy.stella', digest }];
    const condition = index === 0 ? ({ ifNoneMatch: '*' } as const) : { ifMatch: `"${index}"` };
    await api.mutate({ method: 'PUT', path, body: { files }, condition });
    await waitUntil('the compilation', COMPILE_MS_MAX, async () => {
      const { revision, compilation } = Revision.parse(await api.get(path));
      return revision === index + 1 && compilation !== null ? true : undefined;
    });
    const version = { revision: index + 1, semver: `1.${index}.0` };
    await api.mutate({ method: 'POST', path: `/policies/${POLICY}/versions`, body: version });
  }
};

export const importEstate = async (api: Api, findings: number): Promise<Imported> => {
  const documents: { name: string; kind: string; digest: string }[] = [];
  let bytes = 0;
  for (const { name, kind, text } of estateOf(findings)) {
    const { digest, size } = await api.putDocument(contentOfBytes(new TextEncoder().encode(text)));
    documents.push({ name, kind, digest });
    bytes += size;
  }
  const answer = await api.mutate({ method: 'POST', path: '/snapshots', body: { documents } });
  const { snapshotId } = Snapshot.parse(answer);
  const frozen = await waitUntil('the end of the import', IMPORT_MS_MAX, async () => {
    const snapshot = Snapshot.parse(await api.get(`/snapshots/${snapshotId}`));
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
  const body = {
    policyId: POLICY,
    version: 2,
    base: { kind: 'version', version: 1 },
    snapshotId,
    twin,
    evaluatedAt: '2026-03-01T00:00:00.000Z',
  };
  const answer = await api.mutate({ method: 'POST', path: '/simulations', body });
  const { simulationId } = Started.parse(answer);
  const ended = await followSimulation(api, simulationId, () => undefined);
  const ms = performance.now() - startedMs;
  if (ended.state !== 'succeeded' || ended.result === null)
    throw new Error(`the simulation ${ended.state}: ${ended.failure?.code} ${ended.failure?.detail}`);
  const { shards, evaluations, result } = ended;
  return { ms, shards, evaluations, resultDigest: result.resultDigest };
};

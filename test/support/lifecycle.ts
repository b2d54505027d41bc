import { accepted, type Answer, type Client, type Persona, type RequestOptions } from './client.ts';
import { estate, policyFiles, type Document, type PolicyFile } from './examples.ts';
import { at, listAt, numberAt, textAt } from './json.ts';
import type { Stack } from './stack.ts';

// The steps of a policy's life, as a client takes them. Each ends the test when the registry refuses it.

const COMPILE_MS = 30_000;
const IMPORT_MS = 60_000;
const SIMULATE_MS = 90_000;
const PUBLISH_MS = 60_000;

export type People = Readonly<Record<Persona, Client>>;
export type Ticketed = { readonly reason: string; readonly ticket: string };

export const WHY: Ticketed = { reason: 'the estate was simulated and looked at', ticket: 'SEC-1' };

export const upload = async (author: Client, bytes: Uint8Array, kind?: 'document'): Promise<string> => {
  const query = kind === undefined ? '' : `?kind=${kind}`;
  return textAt(
    accepted(await author.send('POST', `/api/v1/blobs${query}`, { bytes, key: null }), 201),
    'digest',
  );
};

export const createPolicy = async (author: Client, policyId: string): Promise<unknown> =>
  accepted(await author.post('/api/v1/policies', { policyId, name: `Policy ${policyId}` }), 201);

/** Uploads the files and saves them as the next revision; `match` is the one seen last, if any. */
export const saveFiles = async (
  author: Client,
  policyId: string,
  files: readonly PolicyFile[],
  { match, ...options }: RequestOptions & { readonly match?: number } = {},
): Promise<Answer> => {
  const uploaded = await Promise.all(
    files.map(async ({ path, bytes }) => ({ path, digest: await upload(author, bytes) })),
  );
  const condition: Record<string, string> =
    match === undefined ? { 'if-none-match': '*' } : { 'if-match': `"${match}"` };
  return author.put(
    `/api/v1/policies/${policyId}/workspace`,
    { files: uploaded },
    { ...options, headers: { ...condition, ...options.headers } },
  );
};

/** Saves a revision and waits until the compiler has reported on it. */
export const saveCompiled = async (
  stack: Stack,
  author: Client,
  policyId: string,
  files: readonly PolicyFile[],
  match?: number,
): Promise<unknown> => {
  const saved = await saveFiles(author, policyId, files, match === undefined ? {} : { match });
  const revision = numberAt(accepted(saved, 200, 201), 'revision');
  return stack.until(`a compilation of ${policyId} revision ${revision}`, COMPILE_MS, async () => {
    const { body } = await author.get(`/api/v1/policies/${policyId}/workspace/revisions/${revision}`);
    return at(body, 'compilation') === null ? undefined : body;
  });
};

export const draftVersion = async (
  author: Client,
  policyId: string,
  draft: { readonly revision: number; readonly semver: string },
): Promise<unknown> => accepted(await author.post(`/api/v1/policies/${policyId}/versions`, draft), 201);

/** Uploads documents and asks for their import. */
export const requestImport = async (
  author: Client,
  documents: readonly Document[],
  inputs?: unknown,
): Promise<Answer> => {
  const uploaded = [];
  for (const { name, kind, bytes } of documents)
    uploaded.push({ name, kind, digest: await upload(author, bytes, 'document') });
  return author.post('/api/v1/snapshots', { documents: uploaded, ...(inputs !== undefined && { inputs }) });
};

/** Imports documents and waits until their snapshot is frozen. */
export const importFrozen = async (
  stack: Stack,
  author: Client,
  documents: readonly Document[],
  inputs?: unknown,
): Promise<unknown> => {
  const snapshotId = textAt(accepted(await requestImport(author, documents, inputs)), 'snapshotId');
  return stack.until(`snapshot ${snapshotId} frozen`, IMPORT_MS, async () => {
    const { body } = await author.get(`/api/v1/snapshots/${snapshotId}`);
    if (at(body, 'state') === 'refused') throw new Error(JSON.stringify(body));
    return at(body, 'state') === 'frozen' ? body : undefined;
  });
};

/** The first version of a new policy, and a snapshot of the estate: what a simulation is asked about. */
export const versionOverEstate = async (
  stack: Stack,
  author: Client,
  policyId: string,
  inputs?: unknown,
): Promise<{ readonly policyId: string; readonly version: number; readonly snapshotId: string }> => {
  await createPolicy(author, policyId);
  await saveCompiled(stack, author, policyId, policyFiles('v1'));
  const drafted = await draftVersion(author, policyId, { revision: 1, semver: '1.0.0' });
  const snapshotId = textAt(await importFrozen(stack, author, estate(), inputs), 'snapshotId');
  return { policyId, version: numberAt(drafted, 'version'), snapshotId };
};

export const startSimulation = async (author: Client, request: unknown): Promise<string> =>
  textAt(accepted(await author.post('/api/v1/simulations', request), 202), 'simulationId');

/** The simulation once it has succeeded. */
export const succeeded = (stack: Stack, reader: Client, simulationId: string): Promise<unknown> =>
  stack.until(`simulation ${simulationId} succeeded`, SIMULATE_MS, async () => {
    const { body } = await reader.get(`/api/v1/simulations/${simulationId}`);
    if (at(body, 'state') === 'failed') throw new Error(JSON.stringify(body));
    return at(body, 'state') === 'succeeded' ? body : undefined;
  });

export const simulate = async (stack: Stack, author: Client, request: unknown): Promise<unknown> =>
  succeeded(stack, author, await startSimulation(author, request));

/** Submits, approves and publishes a version on the strength of a simulation, and answers it as published. */
export const release = async (
  stack: Stack,
  { alice, bob, carol }: People,
  version: string,
  simulation: unknown,
): Promise<unknown> => {
  const simulationId = textAt(simulation, 'simulationId');
  accepted(await alice.post(`${version}/submit`, { simulationId }), 200);
  accepted(await bob.post(`${version}/approve`, await approvalOf(bob, version)), 200);
  accepted(await carol.post(`${version}/publish`, WHY), 200, 202);
  return stack.until(`${version} published`, PUBLISH_MS, async () => {
    const { body } = await carol.get(version);
    return at(body, 'state') === 'published' ? body : undefined;
  });
};

/** What an approver confirms to have looked at. */
export const approvalOf = async (approver: Client, version: string): Promise<unknown> => {
  const body = accepted(await approver.get(version), 200);
  const evidenceDigest = textAt(body, 'submission', 'evidenceDigest');
  return { contentDigest: textAt(body, 'contentDigest'), evidenceDigest, reason: WHY.reason };
};

export const promote = async (
  publisher: Client,
  promoted: { readonly policyId: string; readonly version: number },
): Promise<unknown> =>
  accepted(await publisher.post('/api/v1/environments/prod/promotions', { ...promoted, ...WHY }), 200);

/** All items of a list, page by page. */
export const allOf = async (reader: Client, path: string): Promise<readonly unknown[]> => {
  const items: unknown[] = [];
  for (let token = ''; ;) {
    const page = accepted(await reader.get(`${path}?page_size=500${token}`), 200);
    items.push(...listAt(page, 'items'));
    const next = at(page, 'next_page_token');
    if (typeof next !== 'string') return items;
    token = `&page_token=${next}`;
  }
};

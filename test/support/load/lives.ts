import type { Persona } from '../client.ts';
import { policyFiles, policyOf, type Document, type PolicyFile } from '../examples.ts';
import { at, listAt, textAt } from '../json.ts';
import { approvalOf, WHY } from '../lifecycle.ts';
import { waitUntil } from '../wait-until.ts';
import type { Scheduler } from './scheduler.ts';
import { patiently, SETTLE_MS_MAX, type Request, type Sender } from './sender.ts';

/** Who lives in one tenant, and for how long. */
export type Inhabitant = { readonly sender: Sender; readonly goesOn: () => boolean };

/** One with a frozen snapshot, which simulations are run over. */
export type Living = Inhabitant & { readonly snapshotId: string };

/** Small shards, so that a simulation has some to lose. */
const SHARD_TUPLES = 300;

/** The load has ended: what was begun stays as it is. */
class Over extends Error {
  override readonly name = 'Over';
}

/** One policy from its creation to its binding, with what must be refused on the way. */
export const wholeLife = (living: Living, policyId: string): Promise<void> =>
  untilOver(async () => {
    const { sender } = living;
    const { accepted } = steps(living);
    await beginnings(living, policyId, policyFiles('v1'));
    await accepted('alice', post(versionsOf(policyId), { revision: 1, semver: '1.0.0' }));
    const version = `${versionsOf(policyId)}/1`;
    const simulationId = await simulated(living, policyId);
    await accepted('alice', post(`${version}/submit`, { simulationId }));
    await accepted('bob', post(`${version}/approve`, await patientApprovalOf(sender, version)));
    await accepted('carol', post(`${version}/publish`, WHY));
    await seen(living, 'carol', version, (body) => at(body, 'state') === 'published');
    const environment = '/api/v1/environments/prod';
    await accepted('carol', post(`${environment}/promotions`, { policyId, version: 1, ...WHY }));
    const isBound = (binding: unknown): boolean => at(binding, 'policyId') === policyId;
    await seen(living, 'carol', environment, (body) => listAt(body, 'bindings').some(isBound));
  });

/** One policy that is created, saved and drafted: many commands and little work. */
export const shortLife = (living: Living, policyId: string): Promise<void> =>
  untilOver(async () => {
    await beginnings(living, policyId, policyOf(minimal(policyId)));
    const { accepted, refused } = steps(living);
    await accepted('alice', post(versionsOf(policyId), { revision: 1, semver: '1.0.0' }));
    await refused('alice', post(versionsOf(policyId), { revision: 7, semver: '1.0.1' }), 'REVISION_UNKNOWN');
    await refused('carol', post(`${versionsOf(policyId)}/1/publish`, WHY), 'ERR_POL_002');
  });

/** What a scheduler asks for overnight: a run over a snapshot that was imported for it. */
export const nightlyLife = (
  living: Inhabitant,
  scheduler: Scheduler,
  night: { readonly name: string; readonly documents: readonly Document[] },
): Promise<void> =>
  untilOver(async () => {
    const policyId = night.name;
    const inputs = { sbomSet: ['fleet'], advisoryCursor: 'advisories-1', vexCursor: night.name };
    await importSnapshot(living, night.documents, inputs);
    await beginnings(living, policyId, policyOf(minimal(policyId)));
    await steps(living).accepted('alice', post(versionsOf(policyId), { revision: 1, semver: '1.0.0' }));
    const environment = { target: 'prod' };
    const simulationId = await scheduler.run(`${night.name}/1`, {
      policyId,
      policyVersion: 1,
      inputs: { ...inputs, environment },
    });
    await simulationDone(living, simulationId);
  });

/** Uploads documents, has them imported, and answers the snapshot once it is frozen. */
export const importSnapshot = async (
  living: Inhabitant,
  documents: readonly Document[],
  inputs?: unknown,
): Promise<string> => {
  const uploaded = [];
  for (const { name, kind, bytes } of documents)
    uploaded.push({ name, kind, digest: await living.sender.upload('alice', bytes, 'document') });
  const request = { documents: uploaded, ...(inputs !== undefined && { inputs }) };
  const snapshotId = textAt(
    await steps(living).accepted('alice', post('/api/v1/snapshots', request)),
    'snapshotId',
  );
  await seen(living, 'alice', `/api/v1/snapshots/${snapshotId}`, (body) => {
    if (at(body, 'state') === 'refused') throw new WrongTurn(`${snapshotId}: ${JSON.stringify(body)}`);
    return at(body, 'state') === 'frozen';
  });
  return snapshotId;
};

const beginnings = async (
  living: Inhabitant,
  policyId: string,
  files: readonly PolicyFile[],
): Promise<void> => {
  const { accepted, refused } = steps(living);
  const policy = { policyId, name: `Policy ${policyId}` };
  await accepted('alice', post('/api/v1/policies', policy));
  await refused('alice', post('/api/v1/policies', policy), 'POLICY_EXISTS');
  // What this lacks is there a moment later, and it stays refused.
  await refused('alice', post(versionsOf(policyId), { revision: 1, semver: '1.0.0' }), 'REVISION_UNKNOWN');
  const saved = await Promise.all(
    files.map(async ({ path, bytes }) => ({ path, digest: await living.sender.upload('alice', bytes) })),
  );
  const workspace = `/api/v1/policies/${policyId}/workspace`;
  await accepted('alice', {
    method: 'PUT',
    path: workspace,
    json: { files: saved },
    headers: { 'if-none-match': '*' },
  });
  await seen(
    living,
    'alice',
    `${workspace}/revisions/1`,
    (body) => typeof at(body, 'compilation') === 'object' && at(body, 'compilation') !== null,
  );
};

const simulated = async (living: Living, policyId: string): Promise<string> => {
  const { snapshotId } = living;
  const request = { policyId, version: 1, snapshotId, shardTuples: SHARD_TUPLES };
  const started = await steps(living).accepted('alice', post('/api/v1/simulations', request));
  return simulationDone(living, textAt(started, 'simulationId'));
};

const simulationDone = async (living: Inhabitant, simulationId: string): Promise<string> => {
  await seen(living, 'alice', `/api/v1/simulations/${simulationId}`, (body) => {
    if (at(body, 'state') === 'failed') throw new WrongTurn(`${simulationId}: ${JSON.stringify(body)}`);
    return at(body, 'state') === 'succeeded';
  });
  return simulationId;
};

// A database that is killed may lose its last rows, also such as somebody saw: they are folded again.
const patientApprovalOf = (sender: Sender, version: string): Promise<unknown> =>
  patiently(async () => approvalOf(await sender.as('bob'), version));

/** Something came out as it must not: the life cannot go on. */
export class WrongTurn extends Error {
  override readonly name = 'WrongTurn';
}

const steps = ({ sender, goesOn }: Inhabitant) => {
  const decided = async (persona: Persona, request: Request) => {
    if (!goesOn()) throw new Over();
    return sender.send(persona, request);
  };
  return {
    accepted: async (persona: Persona, request: Request): Promise<unknown> => {
      const { word, answer } = await decided(persona, request);
      if (word.says === 'done') return answer.body;
      throw new WrongTurn(`${request.path} was refused: ${JSON.stringify(answer.body)}`);
    },
    refused: async (persona: Persona, request: Request, code: string): Promise<void> => {
      const { word, answer } = await decided(persona, request);
      if (word.says === 'refused' && word.code === code) return;
      throw new WrongTurn(`${request.path} was not ${code}: ${JSON.stringify(answer.body)}`);
    },
  };
};

/** Waits until a resource is as it must become at last. */
const seen = async (
  { sender, goesOn }: Inhabitant,
  persona: Persona,
  path: string,
  isSo: (body: unknown) => boolean,
): Promise<unknown> =>
  waitUntil(`what ${path} waits for`, SETTLE_MS_MAX, async () => {
    const body = await patiently(async () => found(await (await sender.as(persona)).get(path)));
    if (isSo(body)) return body;
    if (!goesOn()) throw new Over();
    return undefined;
  });

const found = ({ status, body }: { readonly status: number; readonly body: unknown }): unknown => {
  if (status === 200) return body;
  throw new Error(`a read was answered ${status}: ${JSON.stringify(body)}`);
};

const untilOver = async (life: () => Promise<void>): Promise<void> => {
  try {
    await life();
  } catch (error) {
    if (!(error instanceof Over)) throw error;
  }
};

const post = (path: string, json: unknown): Request => ({ method: 'POST', path, json });
const versionsOf = (policyId: string): string => `/api/v1/policies/${policyId}/versions`;

const minimal = (name: string): string => `policy "${name}" syntax "stella-dsl@1" {
  rule critical priority 10 {
    when severity.normalized >= "Critical"
    then status := "blocked"
    because "Critical findings do not go to production";
  }
}
`;

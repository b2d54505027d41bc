import fc from 'fast-check';

import { decided, stateOf, told, toldBy, type Decide, type Request, type World } from '../lifecycle/world.ts';
import type { Workspace } from '../workspace/state.ts';
import { refusalOf, type Met } from './meeting.ts';
import { file, NOW, openTenant, person, report, sha, system } from './samples.ts';
import { worldWith } from './walk.ts';

// A random life of one draft: it is saved, taken back and made versions of, and the tenant keeps more or fewer revisions.

const POLICY_ID = 'pay-gate';
const MOVES = ['save', 'save', 'save', 'put', 'restore', 'draft', 'settings'] as const;

type RetentionStep = {
  readonly move: (typeof MOVES)[number];
  /** What is written, and which revision is meant, from the newest. */
  readonly pick: number;
  readonly kept: number;
};

export const retentionWalks = fc.array(
  fc.record({
    move: fc.constantFrom(...MOVES),
    pick: fc.nat({ max: 6 }),
    kept: fc.integer({ min: 1, max: 5 }),
  }),
  { minLength: 8, maxLength: 30, size: 'max' },
);

/** The workspace, folded by its own evolve. */
export const workspaceIn = (world: World): Workspace =>
  stateOf(world, { type: 'workspace', id: POLICY_ID }) as Workspace;

/** A walk through a draft that is decided like this. */
export const drafting = (steps: readonly RetentionStep[], decide: Decide = decided): readonly Met[] => {
  const tell = toldBy(decide);
  let world = worldWith(1);
  return steps.flatMap((step) => {
    const before = world;
    const request = requestOf(step, world);
    const refused = refusalOf(() => (world = tell(before, request)));
    const met = { before, after: world, request, refused };
    world = compiled(world);
    return [met];
  });
};

/** The runner reports of the newest revision, where it has not yet. */
const compiled = (world: World): World => {
  const revision = workspaceIn(world).revisions.length;
  if (revision === 0) return world;
  const data = { policyId: POLICY_ID, revision, report };
  return told(world, { type: 'RecordCompilation', data, by: system, now: NOW });
};

const requestOf = ({ move, pick, kept }: RetentionStep, world: World): Request => {
  const { revisions } = workspaceIn(world);
  const revision = Math.max(1, revisions.length - pick);
  const by = person('u-ann', 'policy:author', 'tenant:admin');
  const ask = (type: string, data: Request['data']) => ({ type, data, by, now: NOW });
  const text = { ...file('policy.stella'), sha256: sha(`text ${pick}`) };
  switch (move) {
    case 'save':
      return ask('SaveWorkspace', { policyId: POLICY_ID, files: [text] });
    case 'put':
      return ask('PutFile', { policyId: POLICY_ID, file: { ...text, path: `tests/${pick}.json` } });
    case 'restore': {
      const { files = [text] } = revisions[revision - 1] ?? {};
      return ask('RestoreContent', { policyId: POLICY_ID, from: { kind: 'revision', revision }, files });
    }
    case 'draft':
      return ask('CreateVersion', { policyId: POLICY_ID, revision, semver: '1.0.0' });
    case 'settings': {
      const settings = { ...openTenant.settings, revisionsKept: kept };
      return ask('ChangeTenantSettings', { tenantId: 'acme', settings });
    }
  }
};

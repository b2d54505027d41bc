import { stateOf, withState, type Decide } from '../lifecycle/world.ts';
import type { Tenant } from '../tenant/state.ts';
import { seeing, type Seen } from './planting.ts';
import type { RETENTION_LAWS } from './retention-laws.ts';
import { workspaceIn } from './retention-walk.ts';
import { withVersions } from './versions-seen.ts';

type RetentionPlant = {
  readonly name: string;
  /** The law that finds it. */
  readonly breaks: keyof typeof RETENTION_LAWS;
  readonly decide: Decide;
};

const TENANT = { type: 'tenant', id: 'acme' } as const;
const WORKSPACE = { type: 'workspace', id: 'pay-gate' } as const;
const SAVES = ['SaveWorkspace', 'PutFile', 'RestoreContent'];
const NEEDED = 'nothing is disposed of that a version was made of, or that is among the newest';
const ONCE = 'after a save, everything else was disposed of, once';
const UNUSED = 'nothing comes of what was disposed of: no version, and no draft that is taken back to it';

const keeping =
  (change: (revisionsKept: number) => number): Seen =>
  (world) => {
    // Folded by the tenant's own evolve, and open in every walk.
    const tenant = stateOf(world, TENANT) as Extract<Tenant, { status: 'open' }>;
    const { revisionsKept } = tenant.settings;
    if (revisionsKept === undefined) return world;
    const settings = { ...tenant.settings, revisionsKept: change(revisionsKept) };
    return withState(world, TENANT, { ...tenant, settings });
  };

const versionsForgotten: Seen = (world) => withVersions(world, (version) => ({ ...version, revision: 0 }));

const nothingDisposed: Seen = (world) => {
  const workspace = workspaceIn(world);
  const revisions = workspace.revisions.map(({ isDisposed: _was, ...revision }) => revision);
  return withState(world, WORKSPACE, { ...workspace, revisions });
};

export const RETENTION_PLANTS: readonly RetentionPlant[] = [
  { name: 'versions are forgotten', breaks: NEEDED, decide: seeing(SAVES, versionsForgotten) },
  {
    name: 'fewer are kept than the tenant says',
    breaks: NEEDED,
    decide: seeing(
      SAVES,
      keeping((kept) => kept - 1),
    ),
  },
  {
    name: 'more are kept than the tenant says',
    breaks: ONCE,
    decide: seeing(
      SAVES,
      keeping((kept) => kept + 1),
    ),
  },
  { name: 'what is gone is disposed of again', breaks: ONCE, decide: seeing(SAVES, nothingDisposed) },
  {
    name: 'a version is made of what is gone',
    breaks: UNUSED,
    decide: seeing(['CreateVersion'], nothingDisposed),
  },
  {
    name: 'a draft is taken back to what is gone',
    breaks: UNUSED,
    decide: seeing(['RestoreContent'], nothingDisposed),
  },
];

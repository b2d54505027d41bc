import { bindingAs } from './binding-plants.ts';
import type { Plant } from './plants.ts';
import { hearing, seeing, type Seen } from './planting.ts';
import { rollingOff } from './reacting.ts';
import { everyVersionAs } from './versions-seen.ts';

const NOWHERE = 'what was recalled or archived is bound nowhere, once what follows from it is through';
const NOTHING_ELSE = 'an environment is rolled off nothing but what was recalled or archived';
const TARGET =
  'it is rolled off to what was stable last, may be bound, and was not left because of an incident';
const NO_WAY_BACK = 'nobody goes back to what was recalled or archived, and no way back leads there';
const FROM_USE = 'a version is approved and published from review alone: nothing goes around it';

/** What is out of use is taken for published. */
const inUse: Seen = everyVersionAs(({ state }) =>
  state === 'recalled' || state === 'archived' ? { state: 'published' } : {},
);

export const RECALL_PLANTS: readonly Plant[] = [
  {
    name: 'nothing follows from a recall',
    breaks: NOWHERE,
    react: (world, told) => (told.aggregate.type === 'policy' ? [] : rollingOff(world, told)),
  },
  {
    name: 'what was bound is not looked at afterwards',
    breaks: NOWHERE,
    react: (world, told) => (told.aggregate.type === 'environment' ? [] : rollingOff(world, told)),
  },
  {
    name: 'canaries are left alone',
    breaks: NOWHERE,
    decide: seeing(
      ['RollOff'],
      bindingAs(() => ({ canary: undefined })),
    ),
  },
  {
    name: 'what was left because of an incident is rolled off to',
    breaks: TARGET,
    decide: seeing(
      ['RollOff'],
      bindingAs(({ actives }) => ({ actives: actives.map((active) => ({ ...active, wasLeft: false })) })),
    ),
  },
  {
    name: 'what was stable before is forgotten',
    breaks: TARGET,
    decide: seeing(
      ['RollOff'],
      bindingAs(() => ({ actives: [] })),
    ),
  },
  {
    name: 'whatever is stable is rolled off',
    breaks: NOTHING_ELSE,
    decide: seeing(
      ['RollOff'],
      everyVersionAs(() => ({ state: 'recalled' })),
    ),
  },
  { name: 'what is recalled is gone back to', breaks: NO_WAY_BACK, decide: seeing(['RollBack'], inUse) },
  {
    name: 'a way back leads to what is recalled',
    breaks: NO_WAY_BACK,
    decide: seeing(['PromoteVersion'], inUse),
  },
  {
    name: 'what is recalled is promoted',
    breaks: 'only versions that are published, not deprecated and no shadows are asked to be promoted',
    decide: seeing(['PromoteVersion'], inUse),
  },
  {
    name: 'what is still published is archived',
    breaks: FROM_USE,
    decide: seeing(
      ['ArchiveVersion'],
      everyVersionAs(({ state }) => (state === 'published' ? { state: 'deprecated' } : {})),
    ),
  },
  {
    name: 'what was never published is recalled',
    breaks: FROM_USE,
    decide: seeing(
      ['RecallVersion'],
      everyVersionAs(({ state }) => (state === 'approved' ? { state: 'published' } : {})),
    ),
  },
  {
    name: 'anybody has an environment rolled off',
    breaks: 'every change is one event that says who made it, and no fact comes twice in it',
    decide: hearing(['RollOff'], (request) => ({ ...request, by: { ...request.by, id: 'u-somebody' } })),
  },
];

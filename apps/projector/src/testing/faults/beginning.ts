import { base32, sha256OfFields, type Principal } from '@policy-registry/kernel';

import { senderOf } from './client.ts';
import { CALM } from './fault-plan.ts';
import { randomOf } from './random.ts';
import {
  approve,
  ACTIVE,
  createEnvironments,
  createPolicy,
  draft,
  everybody,
  importSnapshot,
  openTenant,
  POLICY,
  promote,
  publish,
  registryItself,
  save,
  simulate,
  submit,
  toCommand,
  type Request,
} from './requests.ts';
import { drain } from './run.ts';
import { NOTHING, worldOf, type Beginning } from './world.ts';

const SEED = 1;

const by = (who: string) => (request: Request) => ({ request, principal: everybody(who, 0) });
const ann = by('u-ann');
const ben = by('u-ben');
const registry = (request: Request) => ({ request, principal: registryItself });

/** A policy with a version that may be published, one that may be submitted, and one that is active. */
const LIFE: readonly { readonly request: Request; readonly principal: Principal }[] = [
  registry(openTenant('acme')),
  registry(openTenant('globex')),
  ...createEnvironments().map(registry),
  ann(createPolicy('acme', POLICY)),
  ann(importSnapshot()),
  ...[1, 2, ACTIVE].flatMap((version) => [
    ann(save(`text ${version - 1}`)),
    ann(draft(version, `1.${version - 1}.0`)),
    ann(simulate(`sim-${version}`, version)),
  ]),
  ...[1, ACTIVE].flatMap((version) => [
    ann(submit(version, `sim-${version}`)),
    ben(approve(version, `text ${version - 1}`)),
  ]),
  ben(publish(ACTIVE)),
  ben(promote(ACTIVE, 'test')),
];

/** Lived through by the registry itself, without a fault. */
export const livedThrough = async (): Promise<Beginning> => {
  const world = worldOf({ random: randomOf(SEED), plan: CALM, beginning: NOTHING });
  const process = { name: 'somebody', isAlive: true };
  const asPerson = senderOf(world.around, process);
  const asRegistry = senderOf(world.around, process, 'projector');
  for (const [at, { request, principal }] of LIFE.entries()) {
    const nowMs = world.around.scheduler.nowMs();
    const commandId = base32(sha256OfFields('beginning', String(at)));
    const command = toCommand(request, commandId, { ...principal, authenticatedAt: nowMs }, nowMs);
    const told = await drain(world, principal.type === 'system' ? asRegistry(command) : asPerson(command));
    if (told === undefined || told === 'reused' || told.status !== 'accepted')
      throw new Error(`the beginning of every world: ${request.type} was told ${JSON.stringify(told)}`);
  }
  return { events: world.events(), rows: world.rows.content() };
};

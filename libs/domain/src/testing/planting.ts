import { decided, type Decide, type Request, type World } from '../lifecycle/world.ts';

// How a bug is planted: the decider is shown another world than there is, or hears something else than was sent.

export type Seen = (world: World, request: Request) => World;

/** Commands of these types are decided on another world than there is. */
export const seeing =
  (types: readonly string[], seen: Seen): Decide =>
  (world, request) =>
    decided(types.includes(request.type) ? seen(world, request) : world, request);

/** Commands of these types are decided as if something else had been sent. */
export const hearing =
  (types: readonly string[], heard: (request: Request, world: World) => Request): Decide =>
  (world, request) =>
    decided(world, types.includes(request.type) ? heard(request, world) : request);

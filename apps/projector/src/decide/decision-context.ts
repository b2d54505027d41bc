import { addressOf, isCounted, reject, type Addressed, type Decision } from '@policy-registry/domain';
import { parseTimestamp, Rejection, type CommandEnvelope, type EpochMs } from '@policy-registry/kernel';

import type { Loaded, StateCache } from './state-cache.ts';

// What a decision is made on, whether it is meant or a dry run.

/** A command as it is to be decided. */
export type Asked = Omit<Decision, 'basis'>;

/** The aggregate that a command is about and what it needs, or why nobody can tell. */
export const tryAddress = (command: CommandEnvelope): Addressed | Rejection => {
  try {
    return addressOf(command);
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
};

/** What the command reads of others, and who decides it: the tenant may grant more than the token says. */
export const readNeeds = async (
  states: StateCache,
  addressed: Addressed,
  { state }: Loaded,
  request: Asked,
): Promise<{ readonly decision: Decision; readonly needs: Needs }> => {
  const { command, requestDigest, now } = request;
  const roles = await Promise.all(
    Object.entries(addressed.needsIn(state)).map(async ([role, needed]) => ({
      role,
      loaded:
        needed === undefined ? undefined : await states.loadLatest({ tenant: command.tenant, ...needed }),
    })),
  );
  const needs = Object.fromEntries(roles.map(({ role, loaded }) => [role, loaded?.state]));
  const principal = addressed.actorIn(state, contextOf(request, { needs }));
  const read = roles.flatMap(({ loaded }) => (loaded === undefined ? [] : [loaded]));
  const basis = read.map(({ aggregate, version }) => ({ type: aggregate.type, id: aggregate.id, version }));
  return { decision: { command: { ...command, principal }, requestDigest, now, basis }, needs };
};

type Needs = Readonly<Record<string, unknown>>;
type Context = Parameters<Addressed['decide']>[1];
/** What was read for a decision besides its own aggregate. */
export type Read = { readonly needs: Needs; readonly siblings?: number | undefined };

export const contextOf = ({ command, now }: Pick<Asked, 'command' | 'now'>, read: Read): Context => {
  const { tenant, commandId, principal, ifMatch } = command;
  return { tenant, commandId, principal, now, ifMatch, ...read };
};

/** Whether it would be one more of a type that has a quota. */
export const isNewOfCounted = ({ aggregate, version }: Loaded): boolean =>
  version === 0 && isCounted(aggregate.type);

/** Judged at the delivery: what waited too long is not decided late, although its clock stands at its storing. */
export const expired = (
  { notAfter, principal }: CommandEnvelope,
  deliveredAt: EpochMs,
): Rejection | undefined =>
  // What the registry's own processes report is decided however late: nobody would report it again.
  principal.type !== 'system' && deliveredAt > (parseTimestamp(notAfter) ?? 0)
    ? reject('COMMAND_EXPIRED', 'it waited past its notAfter')
    : undefined;

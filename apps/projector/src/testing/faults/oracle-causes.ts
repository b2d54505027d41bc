import { TIMER_COMMANDS } from '@policy-registry/domain';
import { STREAM } from '@policy-registry/event-store';
import { canonicalJson, type Json } from '@policy-registry/kernel';

import type { Stored } from './world.ts';

/** What follows from an event, as a command or as a job: what was asked for, and under which id. */
type Consequence = {
  readonly commandId?: string;
  readonly jobId?: string;
  readonly causationId?: string;
  readonly type?: string;
  readonly kind?: string;
  readonly data: { readonly [name: string]: Json };
};

/** A timer that nothing came of is issued once more, under another id. */
const isOfTimer = (type: string | undefined): boolean => TIMER_COMMANDS.some((one) => one === type);

/** An event asks for a thing under one id, however often it is reacted to: only then does a repeat find the first. */
export const askedAnew = (history: readonly Stored[]): readonly string[] => {
  const ids = new Map<string, Set<string>>();
  for (const { stream, message } of history) {
    if (stream !== STREAM.commands && stream !== STREAM.jobs) continue;
    const { commandId, jobId, causationId, type, kind, data } = message.json<Consequence>();
    const id = commandId ?? jobId;
    if (causationId === undefined || id === undefined || isOfTimer(type)) continue;
    const asked = `event ${causationId} asked for ${type ?? kind} ${canonicalJson(data)}`;
    ids.set(asked, (ids.get(asked) ?? new Set()).add(id));
  }
  return [...ids].flatMap(([asked, under]) => (under.size > 1 ? [`${asked} under ${under.size} ids`] : []));
};

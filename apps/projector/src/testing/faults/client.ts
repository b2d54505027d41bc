import {
  commandPublisher,
  jetStreamOutcomes,
  type Publication,
  type SigningProducer,
} from '@policy-registry/event-store';
import { simulatedClient } from '@policy-registry/event-store/simulated';
import {
  base32,
  COMMAND_LIFETIME_MS,
  requestDigestOf,
  sha256OfFields,
  toTimestamp,
  type CommandEnvelope,
  type Outcome,
} from '@policy-registry/kernel';

import { drawPerson, drawRequest, toCommand } from './requests.ts';
import type { Random } from './random.ts';
import type { Process } from './scheduler.ts';
import { signedBy, type Surroundings } from './surroundings.ts';

/** What somebody was told of a command: at the one time it was refused for its key, at the others what became of it. */
export type Answer = { readonly command: CommandEnvelope; readonly told: Outcome | 'reused' };

export type ClientOptions = {
  readonly around: Surroundings;
  readonly process: Process;
  readonly requests: number;
  readonly onAnswer: (answer: Answer) => void;
};

const TRIES_MAX = 4;
const LOOKS_MAX = 6;
const LOOK_EVERY_MS = 500;

/** Sends commands one after the other, each until it knows what became of it or gives up; and some of them again. */
export const runClient = async ({ around, process, requests, onAnswer }: ClientOptions): Promise<void> => {
  const { random, scheduler } = around;
  const send = senderOf(around, process);
  const sent: CommandEnvelope[] = [];
  for (let at = 0; at < requests; at += 1) {
    const earlier = sent.length > 0 && random.chance(0.25) ? random.pick(sent) : undefined;
    const commandId = earlier?.commandId ?? base32(sha256OfFields(process.name, String(at)));
    const isReuse = earlier !== undefined && random.chance(0.2);
    const nowMs = scheduler.nowMs();
    const command =
      earlier === undefined || isReuse
        ? toCommand(drawRequest(random, `${process.name}-${at}`), commandId, drawPerson(random, nowMs), nowMs)
        : { ...earlier, correlationId: `again-${at}` };
    sent.push(command);
    const told = await send(command);
    if (told !== undefined) onAnswer({ command, told });
  }
};

/** Asks what commands would come to; by chances of its own, so that those of the others stay as they are. */
export const runDryClient = async (
  around: Surroundings,
  process: Process,
  { random, requests }: { readonly random: Random; readonly requests: number },
): Promise<void> => {
  const send = senderOf(around, process);
  for (let at = 0; at < requests; at += 1) {
    const nowMs = around.scheduler.nowMs();
    const name = `${process.name}-${at}`;
    const id = base32(sha256OfFields('dry run', name));
    const command = toCommand(drawRequest(random, name), id, drawPerson(random, nowMs), nowMs);
    await send({ ...command, dryRun: true });
  }
};

/** As the gateway does it: publishes, waits for the outcome a little, and tries again under the same id. */
export const senderOf = (around: Surroundings, process: Process, producer: SigningProducer = 'gateway') => {
  const { scheduler, broker, wire } = around;
  const { js, jsm } = simulatedClient(broker, wire(process));
  const publish = commandPublisher(js, jsm, signedBy(producer));
  const outcomes = jetStreamOutcomes(js, jsm);
  const pause = (ms: number) => new Promise<void>((resolve) => void scheduler.later(process, ms, resolve));
  const tryOrGiveUp = async <T>(attempt: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await attempt();
    } catch (error) {
      around.onFault(error);
      return undefined;
    }
  };

  return async (command: CommandEnvelope): Promise<Answer['told'] | undefined> => {
    const requestDigest = requestDigestOf(command);
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      const publication: Publication | undefined = await tryOrGiveUp(() =>
        publish({ ...command, notAfter: toTimestamp(scheduler.nowMs() + COMMAND_LIFETIME_MS) }),
      );
      if (publication === 'reused') return 'reused';
      // Nobody keeps an outcome of it.
      if (publication !== undefined && command.dryRun === true) return undefined;
      for (let looks = 0; publication !== undefined && looks < LOOKS_MAX; looks += 1) {
        await pause(LOOK_EVERY_MS);
        const outcome = await tryOrGiveUp(() => outcomes.read(command.tenant, command.commandId));
        if (outcome !== undefined) return outcome.requestDigest === requestDigest ? outcome : 'reused';
      }
    }
    return undefined;
  };
};

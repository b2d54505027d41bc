import { beforeEach, describe, expect, it } from '@jest/globals';
import type { RunStatus } from '@policy-registry/contracts';
import { FactUnknown } from '@policy-registry/domain';
import type { DeadLetter } from '@policy-registry/event-store';
import {
  canonicalBytes,
  commandSubject,
  idFromCommand,
  runCommandIdOf,
  type Json,
  type Outcome,
} from '@policy-registry/kernel';
import { createLogger, createMetrics, METRICS } from '@policy-registry/platform';

import { createPolicy, NOW } from '../testing/commands.ts';
import { openRegistry, type Registry } from '../testing/deciding.ts';
import { dryRunCommand } from './dry-run-command.ts';
import { stateCache } from './state-cache.ts';
import { intake, type CommandMessage, type IntakeOptions } from './intake.ts';

const DONE = { done: true };
const message: CommandMessage = {
  stream: 'COMMANDS',
  consumer: 'decider-v1',
  subject: commandSubject('gateway', 'acme', createPolicy.commandId),
  bytes: canonicalBytes(createPolicy as Json),
  signature: undefined,
  seq: 9,
  storedAt: NOW,
  deliveries: 1,
  traceparent: undefined,
};
const malformed: CommandMessage = { ...message, bytes: new TextEncoder().encode('{"commandId":') };

describe('taking a command in', () => {
  let registry: Registry;
  let steps: string[];
  let letters: DeadLetter[];
  let isReadable: boolean;
  let isMarked: boolean;
  beforeEach(async () => {
    registry = await openRegistry();
    steps = [];
    letters = [];
    isReadable = true;
    isMarked = false;
  });

  const take = (of: CommandMessage, options: Partial<IntakeOptions> = {}) => {
    const decide = registry.projector();
    return intake({
      verifySignature: () => undefined,
      decide: async (command, now) => {
        const outcome = await decide(command, now);
        steps.push(`decided at ${now}`);
        return outcome;
      },
      dryRun: dryRunCommand({ log: registry.log, states: stateCache(registry.log), nowMs: () => NOW }),
      record: (outcome) => {
        steps.push(`recorded ${outcome.status}`);
        return registry.outcomes.record(outcome);
      },
      nudge: (outcome) => void steps.push(`nudged ${outcome.status}`),
      publishRunStatus: ({ runId, status, code }) => void steps.push(`run ${runId} ${status}: ${code}`),
      bury: async (letter) => void letters.push(letter),
      suspects: { begin: async () => !isMarked, survived: async () => void steps.push('survived') },
      unreadable: () => (isReadable = false),
      logger: createLogger({ app: 'projector', instance: 'spec', level: 'silent' }),
      metrics: createMetrics('projector'),
      ...options,
    })(of);
  };
  it('buries a command whose signature is not right, with the reason, and decides nothing', async () => {
    const signature = { signer: 'U', signature: 's' };
    const verifySignature = (): string => 'the signer is no gateway';
    expect(await take({ ...message, signature }, { verifySignature })).toStrictEqual(DONE);
    expect(letters).toMatchObject([
      { subject: message.subject, signature, reason: 'the signer is no gateway' },
    ]);
    expect([steps, await recorded()]).toStrictEqual([[], undefined]);
  });

  const recorded = (): Promise<Outcome | undefined> => registry.outcomes.read('acme', createPolicy.commandId);

  it('is done once the acceptance is durable as event and as outcome; who waits is told in between', async () => {
    expect(await take(message)).toStrictEqual(DONE);
    expect(steps).toStrictEqual([`decided at ${NOW}`, 'nudged accepted', 'recorded accepted']);
    expect(await recorded()).toMatchObject({ status: 'accepted', seq: 2 });
  });

  it('tells what a dry run comes to, records nothing of it, and does the same again', async () => {
    const dry = { ...message, bytes: canonicalBytes({ ...createPolicy, dryRun: true } as Json) };
    const before = registry.events();
    expect([await take(dry), await take({ ...dry, deliveries: 2 })]).toStrictEqual([DONE, DONE]);
    expect(steps).toStrictEqual(['nudged dry_run', 'nudged dry_run']);
    expect([registry.events(), await recorded()]).toStrictEqual([before, undefined]);
  });

  it('tells of a refusal after it is durable, and does not record it again', async () => {
    await take(message);
    steps = [];
    const late = { ...createPolicy, commandId: 'late' };
    const again = {
      ...message,
      subject: commandSubject('gateway', 'acme', 'late'),
      bytes: canonicalBytes(late as Json),
    };
    expect(await take(again)).toStrictEqual(DONE);
    expect(steps).toStrictEqual([`decided at ${NOW}`, 'nudged rejected']);
    expect(await registry.outcomes.read('acme', 'late')).toMatchObject({
      status: 'rejected',
      code: 'POLICY_EXISTS',
    });
  });

  it('is not done while the outcome cannot be recorded; the next delivery makes no second event', async () => {
    const record = () => Promise.reject(new Error('no broker'));
    await expect(take(message, { record })).rejects.toThrow('no broker');
    expect(await recorded()).toBeUndefined();
    expect(await take({ ...message, deliveries: 2 })).toStrictEqual(DONE);
    expect(await recorded()).toMatchObject({ status: 'accepted', seq: 2 });
    expect(registry.events()).toBe(2);
  });

  it('counts the refusal of a promotion as one of its outcomes', async () => {
    const metrics = createMetrics('projector');
    const promotion = {
      ...createPolicy,
      commandId: 'promote',
      type: 'PromoteVersion',
      data: { environmentId: 'prod', policyId: 'pay-gate', version: 1, reasonDigest: 'a'.repeat(64) },
    };
    const subject = commandSubject('gateway', 'acme', 'promote');
    expect(
      await take({ ...message, subject, bytes: canonicalBytes(promotion as Json) }, { metrics }),
    ).toStrictEqual(DONE);
    expect(await registry.outcomes.read('acme', 'promote')).toMatchObject({ status: 'rejected' });
    const told = await metrics.registry.getSingleMetricAsString(METRICS.promotionOutcomes.name);
    expect(told).toContain('{tenant="acme",outcome="refused",app="projector"} 1');
  });

  it('buries what can never be a command, with its place and the reason, and decides nothing', async () => {
    expect(await take(malformed)).toStrictEqual(DONE);
    const { subject, seq, bytes } = malformed;
    expect(letters).toStrictEqual([
      {
        ...{ stream: 'COMMANDS', tenant: 'acme', subject, seq, bytes, signature: undefined },
        reason: 'the message is not JSON',
      },
    ]);
    expect(steps).toStrictEqual([]);
  });

  it('decides what an outage had delivered often, and marks the try', async () => {
    expect(await take({ ...message, deliveries: 99 })).toStrictEqual(DONE);
    expect([letters, steps[1]]).toStrictEqual([[], 'survived']);
    expect(await recorded()).toMatchObject({ status: 'accepted' });
  });

  it('buries what ended an earlier worker: the mark of its try still stands', async () => {
    isMarked = true;
    expect(await take({ ...message, deliveries: 12 })).toStrictEqual(DONE);
    expect(letters).toStrictEqual([]);
    expect(await take({ ...message, deliveries: 13 })).toStrictEqual(DONE);
    expect(letters.map(({ reason }) => reason)).toStrictEqual(['an earlier try of it ended its worker']);
  });

  it('is not done while the dead letter cannot be kept', async () => {
    const bury = () => Promise.reject(new Error('no broker'));
    await expect(take(malformed, { bury })).rejects.toThrow('no broker');
  });

  describe('of a scheduler', () => {
    const run = {
      schema: 'scheduler.policy-run-request@1',
      tenantId: 'acme',
      policyId: 'nobody',
      policyVersion: 1,
      mode: 'simulate',
      runId: 'nightly 7',
      inputs: { sbomSet: ['sbom-1'], advisoryCursor: 'adv-9', vexCursor: 'vex-3' },
    };
    // As the broker stores all runs of a tenant.
    const runs = { ...message, stream: 'RUNS', subject: 'registry.cmd.scheduler.acme.runs' };
    const askedBy = (asked: object) => ({ ...runs, bytes: canonicalBytes(asked as Json) });

    it('tells that its run is refused, and nobody else of a refusal', async () => {
      expect(await take(askedBy(run))).toStrictEqual(DONE);
      expect(steps).toStrictEqual([
        `decided at ${NOW}`,
        'nudged rejected',
        'run nightly 7 refused: POLICY_UNKNOWN',
      ]);
    });

    it('tells that a run id belongs to another request', async () => {
      await take(askedBy(run));
      steps = [];
      await take(askedBy({ ...run, policyVersion: 2 }));
      expect(steps.at(-1)).toBe('run nightly 7 refused: IDEMPOTENCY_KEY_REUSED');
    });

    it('tells that a request has another shape, where it says whose run it is, and keeps it', async () => {
      await take(askedBy({ ...run, mode: 'enforce' }));
      expect(steps).toStrictEqual(['run nightly 7 refused: INPUT_INVALID']);
      await take(askedBy({}));
      expect(steps).toStrictEqual(['run nightly 7 refused: INPUT_INVALID']);
      expect(letters.map(({ stream }) => stream)).toStrictEqual(['RUNS', 'RUNS']);
    });

    it.each<[string, string | number, object]>([
      ['empty', '', {}],
      ['longer than it may be', 'n'.repeat(201), {}],
      ['with a NUL character', 'nightly\u00007', {}],
      ['a number', 7, { runId: '7' }],
    ])('tells that a request is refused whose id is %s, and keeps it', async (_what, runId, told) => {
      const commandId = runCommandIdOf('acme', String(runId));
      const statuses: RunStatus[] = [];
      const bytes = new TextEncoder().encode(JSON.stringify({ ...run, runId }));
      await take({ ...runs, bytes }, { publishRunStatus: (status) => void statuses.push(status) });
      expect(statuses).toStrictEqual([
        {
          schema: 'scheduler.policy-run-status@1',
          tenantId: 'acme',
          ...told,
          simulationId: idFromCommand(commandId),
          status: 'refused',
          code: 'INPUT_INVALID',
        },
      ]);
      expect(letters).toHaveLength(1);
    });

    it.each([
      ['NUL', '\\u0000', 'the message holds a NUL character'],
      ['half a surrogate pair', '\\ud800', /lone surrogate/],
    ])(
      'tells that text with %s is refused, wherever it stands, and keeps it',
      async (_what, text, reason) => {
        const whole = JSON.stringify({ ...run, correlationId: 'the night', requestedBy: 'the cron' });
        for (const place of ['adv-9', 'the night', 'the cron', 'sbom-1']) {
          const bytes = new TextEncoder().encode(whole.replace(place, text));
          expect(await take({ ...runs, bytes })).toStrictEqual(DONE);
          expect(steps.splice(0)).toStrictEqual(['run nightly 7 refused: INPUT_INVALID']);
          expect(letters.pop()?.reason).toMatch(reason);
        }
        const nameless = new TextEncoder().encode(whole.replace('nightly 7', text));
        await take({ ...runs, bytes: nameless });
        expect([steps, letters.length]).toStrictEqual([['run undefined refused: INPUT_INVALID'], 1]);
      },
    );
  });

  it.each([
    ['its data', 'Payment gate'],
    ['its correlation id', `"correlationId":"${createPolicy.correlationId}"`],
  ])('buries half a surrogate pair in %s, which no event could hold', async (_where, place) => {
    const text = new TextDecoder().decode(message.bytes);
    expect(text).toContain(place);
    const broken = text.replace(place, place.replace(/[^"]*(?="?$)/, '\\ud800'));
    expect(await take({ ...message, bytes: new TextEncoder().encode(broken) })).toStrictEqual(DONE);
    expect(letters.map(({ reason }) => reason)).toStrictEqual([expect.stringContaining('lone surrogate')]);
    expect(registry.events()).toBe(1);
  });

  describe('when the log holds a fact that this version does not know', () => {
    const decide = () => Promise.reject(new FactUnknown('policy has no fact PolicyRetired of this shape'));

    it('gives the command back, and says that it stands still', async () => {
      expect(await take(message, { decide })).toStrictEqual({ laterMs: 5_000 });
      expect(isReadable).toBe(false);
      expect(await recorded()).toBeUndefined();
    });

    it('buries nothing for having been delivered often', async () => {
      expect(await take({ ...message, deliveries: 99 }, { decide })).toStrictEqual({ laterMs: 5_000 });
      expect(letters).toStrictEqual([]);
    });
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import { FactUnknown } from '@policy-registry/domain';
import {
  canonicalBytes,
  EventTooLarge,
  NO_PREVIOUS_HASH,
  requestDigestOf,
  VersionConflict,
  type CommandEnvelope,
  type Json,
  type Outcome,
} from '@policy-registry/kernel';
import type { InMemoryEventLog } from '@policy-registry/kernel/testing';

import {
  author,
  commandOf,
  createEnvironment,
  createPolicy,
  NOW,
  openTenant,
  saveWorkspace,
} from '../testing/commands.ts';
import { emptyRegistry, openRegistry, policyRef, workspaceRef, type Registry } from '../testing/deciding.ts';

const rejectedAs = (code: string) => expect.objectContaining({ status: 'rejected', code });
const accepted = (version: number) =>
  expect.objectContaining({ status: 'accepted', aggregate: expect.objectContaining({ version }) });

describe('deciding a command', () => {
  let registry: Registry;
  beforeEach(async () => {
    registry = await openRegistry();
  });
  const decide = (command: CommandEnvelope, now = NOW): Promise<Outcome> =>
    registry.projector()(command, now);
  const recordedOutcome = ({ tenant, commandId }: CommandEnvelope) =>
    registry.outcomes.read(tenant, commandId);

  it('appends one event of what the command was, who sent it, when and on what basis', async () => {
    const outcome = await decide({ ...createPolicy, causationId: 'cause-1' });
    const { events } = await registry.log.load(policyRef);
    const request = requestDigestOf(createPolicy);
    const facts = [{ type: 'PolicyCreated', schemaVersion: 1, data: createPolicy.data }];
    expect(events.map(({ event }) => ({ ...event, eventId: '' }))).toStrictEqual([
      {
        eventId: '',
        schemaVersion: 1,
        tenant: 'acme',
        aggregate: { type: 'policy', id: 'pay-gate', version: 1 },
        recordedAt: '2026-03-02T09:00:00.000Z',
        effectiveAt: '2026-03-02T09:00:00.000Z',
        actor: { type: 'user', id: 'u-ann', scopes: ['policy:author'] },
        commandId: 'create',
        correlationId: 'corr-1',
        causationId: 'cause-1',
        basis: [{ type: 'tenant', id: 'acme', version: 1 }],
        digests: { request },
        attestationIds: [],
        prevHash: NO_PREVIOUS_HASH,
        facts,
      },
    ]);
    expect(outcome).toStrictEqual({
      status: 'accepted',
      commandId: 'create',
      tenant: 'acme',
      requestDigest: request,
      seq: 2,
      aggregate: { type: 'policy', id: 'pay-gate', version: 1 },
      facts,
    });
  });

  it('counts what the tenant has before one more begins, also what others began', async () => {
    const settings = { authenticationAgeMaxMs: 300_000, simulationAgeMaxMs: 86_400_000, policiesMax: 3 };
    await decide({
      ...commandOf('quota', 'ChangeTenantSettings', { tenantId: 'acme', settings, approvals: 1 }),
      principal: { ...author, scopes: ['tenant:admin'] },
    });
    const [one, other] = [registry.projector(), registry.projector()];
    const policyOf = (policyId: string) => ({
      ...createPolicy,
      commandId: `create-${policyId}`,
      data: { ...createPolicy.data, policyId },
    });
    expect(await one(policyOf('a'), NOW)).toStrictEqual(accepted(1));
    expect(await other(policyOf('b'), NOW)).toStrictEqual(accepted(1));
    expect(await other(policyOf('c'), NOW)).toStrictEqual(accepted(1));
    expect(await other(policyOf('d'), NOW)).toStrictEqual(rejectedAs('QUOTA_REACHED'));
    expect(await decide(policyOf('e'))).toStrictEqual(rejectedAs('QUOTA_REACHED'));
    expect(await decide(policyOf('d'))).toStrictEqual(rejectedAs('QUOTA_REACHED'));
    expect(await registry.log.ids({ tenant: 'acme', type: 'policy' })).toStrictEqual(['a', 'b', 'c']);
  });

  it('asks the tenant what it grants, and records the scopes that counted', async () => {
    const admin = { ...createPolicy.principal, id: 'u-admin', scopes: ['tenant:admin'] };
    const role = { tenantId: 'acme', roleId: 'authors', scopes: ['policy:author'] };
    const group = { tenantId: 'acme', groupId: 'team', members: ['u-new'], roles: ['authors'] };
    const principal = { ...createPolicy.principal, id: 'u-new', scopes: ['policy:read'] };
    expect(await decide({ ...createPolicy, commandId: 'early', principal })).toStrictEqual(
      rejectedAs('SCOPE_MISSING'),
    );
    await registry.tell({ ...commandOf('role', 'DefineRole', role), principal: admin });
    await registry.tell({ ...commandOf('group', 'DefineGroup', group), principal: admin });
    expect(await decide({ ...createPolicy, principal })).toStrictEqual(accepted(1));
    const { events } = await registry.log.load(policyRef);
    expect(events[0]?.event).toMatchObject({
      actor: { id: 'u-new', scopes: ['policy:read', 'policy:author'] },
      basis: [{ type: 'tenant', id: 'acme', version: 3 }],
    });
  });

  it('makes the same event of the same command, whichever process decides', async () => {
    const other = await openRegistry();
    await other.tell(createPolicy);
    await registry.tell(createPolicy);
    expect(registry.log.messages()).toStrictEqual(other.log.messages());
  });

  it('chains events: each names the hash of the one before', async () => {
    await registry.tell(createPolicy, saveWorkspace('s1', 'one'), saveWorkspace('s2', 'two'));
    const { events } = await registry.log.load(workspaceRef);
    expect(events.map(({ event }) => [event.aggregate.version, event.prevHash])).toStrictEqual([
      [1, NO_PREVIOUS_HASH],
      [2, events[0]?.hash],
    ]);
  });

  describe('1. whose outcome exists', () => {
    it('answers the outcome again, whatever has happened since', async () => {
      const [first] = await registry.tell(createPolicy);
      const before = registry.events();
      expect(await decide(createPolicy)).toStrictEqual(first);
      expect(await decide(createPolicy, NOW + 90_000_000)).toStrictEqual(first);
      expect(registry.events()).toBe(before);
    });

    it('refuses another request under its id, and leaves the outcome as it is', async () => {
      const [first] = await registry.tell(createPolicy);
      const other = { ...createPolicy, data: { ...createPolicy.data, policyId: 'other' } };
      const refused = await decide(other);
      expect(refused).toStrictEqual(rejectedAs('IDEMPOTENCY_KEY_REUSED'));
      expect(refused.requestDigest).toBe(requestDigestOf(other));
      expect(await recordedOutcome(createPolicy)).toStrictEqual(first);
      expect(registry.events()).toBe(2);
    });

    it('takes a retry that only waits longer or is traced otherwise for the same request', async () => {
      const [first] = await registry.tell(createPolicy);
      const retry = { ...createPolicy, notAfter: '2026-03-03T09:00:00.000Z', correlationId: 'retry' };
      expect(await decide(retry)).toStrictEqual(first);
    });
  });

  describe('2. that its aggregate has applied', () => {
    it('answers the acceptance that a crash kept from being recorded', async () => {
      const lost = await decide(createPolicy);
      expect(await recordedOutcome(createPolicy)).toBeUndefined();
      expect(await decide(createPolicy)).toStrictEqual(lost);
      expect(registry.events()).toBe(2);
    });

    it('answers it also when the command has expired by now', async () => {
      const lost = await decide(createPolicy);
      expect(await decide(createPolicy, NOW + 13 * 3_600_000)).toStrictEqual(lost);
    });

    it('refuses another request under its id', async () => {
      await decide(createPolicy);
      const other = { ...createPolicy, data: { ...createPolicy.data, name: 'Other' } };
      expect(await decide(other)).toStrictEqual(rejectedAs('IDEMPOTENCY_KEY_REUSED'));
      expect(registry.events()).toBe(2);
    });

    it('answers it when the process itself remembers less than the log', async () => {
      const behind = registry.projector();
      expect(await behind(createPolicy, NOW)).toStrictEqual(accepted(1));
      const [, saved] = await registry.tell(saveWorkspace('s1', 'one'), saveWorkspace('s2', 'two'));
      expect(await behind(saveWorkspace('s2', 'two'), NOW)).toStrictEqual(saved);
      expect(registry.events()).toBe(4);
    });
  });

  describe('3. that reads other aggregates', () => {
    it('reads what was stored before, however stale its own memory is', async () => {
      const fresh = emptyRegistry();
      const process = fresh.projector();
      expect(await process({ ...createPolicy, commandId: 'early' }, NOW)).toStrictEqual(
        rejectedAs('TENANT_UNKNOWN'),
      );
      await fresh.tell(openTenant);
      expect(await process(createPolicy, NOW)).toStrictEqual(accepted(1));
    });

    it('records the version of each that it read', async () => {
      await registry.tell(createPolicy, saveWorkspace('s1', 'one'));
      const { events } = await registry.log.load(workspaceRef);
      expect(events[0]?.event.basis).toStrictEqual([
        { type: 'tenant', id: 'acme', version: 1 },
        { type: 'policy', id: 'pay-gate', version: 1 },
      ]);
    });
  });

  describe('5. that meets another writer', () => {
    it('decides again on what the other wrote', async () => {
      const behind = registry.projector();
      await registry.tell(createPolicy);
      await behind(saveWorkspace('s1', 'one'), NOW);
      await registry.tell(saveWorkspace('s2', 'two'));
      expect(await behind(saveWorkspace('s3', 'three'), NOW)).toStrictEqual(accepted(3));
      const { events } = await registry.log.load(workspaceRef);
      expect(events.map(({ event }) => event.facts[0]?.data['revision'])).toStrictEqual([1, 2, 3]);
    });

    it('is refused when the other did what it would have done', async () => {
      const racing = conflictOnce(registry.log, () => registry.tell(createPolicy));
      const late = { ...createPolicy, commandId: 'late' };
      expect(await registry.projector(racing)(late, NOW)).toStrictEqual(rejectedAs('POLICY_EXISTS'));
      expect((await registry.log.load(policyRef)).events).toHaveLength(1);
    });

    it('goes back to its queue after so many lost races, undecided', async () => {
      const { log: contended, attempts } = failingAppend(
        registry.log,
        () => new VersionConflict('the subject', 0),
      );
      await expect(registry.projector(contended)(createPolicy, NOW)).rejects.toThrow(/lost 8 races/);
      expect(attempts()).toBe(8);
      expect(await recordedOutcome(createPolicy)).toBeUndefined();
    });

    it('tries nothing else again', async () => {
      const { log: broken, attempts } = failingAppend(registry.log, () => new Error('no broker'));
      await expect(registry.projector(broken)(createPolicy, NOW)).rejects.toThrow('no broker');
      expect(attempts()).toBe(1);
      expect(await recordedOutcome(createPolicy)).toBeUndefined();
    });

    it('is refused when its event is longer than a message may be', async () => {
      const { log: narrow } = failingAppend(registry.log, () => new EventTooLarge('too long'));
      expect(await registry.projector(narrow)(createPolicy, NOW)).toStrictEqual(
        rejectedAs('EVENT_TOO_LARGE'),
      );
      expect(await recordedOutcome(createPolicy)).toStrictEqual(rejectedAs('EVENT_TOO_LARGE'));
    });

    it('is not held up by messages that do not count', async () => {
      await registry.log.plant(policyRef, new TextEncoder().encode('foreign'));
      expect(await decide(createPolicy)).toStrictEqual(accepted(1));
      await registry.log.plant(policyRef, new TextEncoder().encode('foreign'));
      expect(await decide({ ...createPolicy, commandId: 'late' })).toStrictEqual(rejectedAs('POLICY_EXISTS'));
    });
  });

  describe('6. that is refused or has nothing to do', () => {
    const behindOneSave = async () => {
      const behind = registry.projector();
      await registry.tell(createPolicy);
      await behind(saveWorkspace('s1', 'one'), NOW);
      await registry.tell(saveWorkspace('s2', 'two'));
      return behind;
    };

    it('is refused by the newest state, not by what the process remembers', async () => {
      const behind = await behindOneSave();
      const conditional = { ...saveWorkspace('s3', 'three'), ifMatch: '2' };
      expect(await behind(conditional, NOW)).toStrictEqual(accepted(3));
    });

    it('has nothing to do by the newest state, not by what the process remembers', async () => {
      const behind = await behindOneSave();
      expect(await behind(saveWorkspace('s3', 'one'), NOW)).toStrictEqual(accepted(3));
    });

    it('stays refused after a restart, though it would be accepted now', async () => {
      const fresh = emptyRegistry();
      const [refused] = await fresh.tell(createPolicy);
      expect(refused).toStrictEqual(rejectedAs('TENANT_UNKNOWN'));
      await fresh.tell(openTenant);
      expect(await fresh.tell(createPolicy)).toStrictEqual([refused]);
      expect(fresh.events()).toBe(1);
    });

    it('is answered “unchanged” with the place of the last event', async () => {
      await registry.tell(createEnvironment);
      const again = { ...createEnvironment, commandId: 'again' };
      const expected: Outcome = {
        status: 'unchanged',
        commandId: 'again',
        tenant: 'acme',
        requestDigest: requestDigestOf(again),
        seq: 2,
        aggregate: { type: 'environment', id: 'prod', version: 1 },
      };
      expect(await decide(again)).toStrictEqual(expected);
      expect(await recordedOutcome(again)).toStrictEqual(expected);
      expect(registry.events()).toBe(2);
    });

    it.each([
      ['COMMAND_UNKNOWN', commandOf('c', 'DropEverything', {})],
      ['COMMAND_INVALID', commandOf('c', 'CreatePolicy', { policyId: 'Not A Slug' })],
      ['SCOPE_MISSING', { ...createPolicy, principal: { ...createPolicy.principal, scopes: [] } }],
    ])('is recorded as %s', async (code, command) => {
      const refused = await decide(command);
      expect(refused).toStrictEqual(rejectedAs(code));
      expect(await recordedOutcome(command)).toStrictEqual(refused);
      expect(registry.events()).toBe(1);
    });
  });

  it('decides what a process of the registry itself reports however late: nobody would report it again', async () => {
    const late = registry.projector(registry.log, Date.parse(createEnvironment.notAfter) + 1);
    expect(await late(createEnvironment, NOW)).toMatchObject({ status: 'accepted' });
  });

  it('refuses a command that is delivered past its time, whenever it was stored, and takes one at its last millisecond', async () => {
    const last = Date.parse(createPolicy.notAfter);
    const expired = { ...createPolicy, commandId: 'expired' };
    const late = registry.projector(registry.log, last + 1);
    expect(await late(expired, NOW)).toStrictEqual(rejectedAs('COMMAND_EXPIRED'));
    expect(await registry.projector()(expired, NOW)).toStrictEqual(rejectedAs('COMMAND_EXPIRED'));
    expect(await registry.projector(registry.log, last)(createPolicy, NOW)).toStrictEqual(accepted(1));
  });

  it.each([1, 2, 5])('has one effect when it comes fifty times at once to %i processes', async (count) => {
    const processes = Array.from({ length: count }, () => registry.projector());
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, at) => processes[at % count]?.(createPolicy, NOW)),
    );
    expect(registry.events()).toBe(2);
    expect(outcomes).toStrictEqual(outcomes.map(() => outcomes[0]));
    expect(outcomes[0]).toStrictEqual(accepted(1));
  });

  it('accepts fifty different commands for one aggregate at once, each with a version of its own', async () => {
    await registry.tell(createPolicy);
    const processes = [registry.projector(), registry.projector()];
    const saves = Array.from({ length: 50 }, (_, at) => saveWorkspace(`s${at}`, `text ${at}`));
    // Two processes in lock-step can outrun one another for long; the queue hands a command out again.
    const decided = async (save: CommandEnvelope, at: number): Promise<unknown> => {
      try {
        return await processes[at % 2]?.(save, NOW);
      } catch (error) {
        if (!/lost 8 races/.test(String(error))) throw error;
        return decided(save, at);
      }
    };
    await Promise.all(saves.map(decided));
    const { events } = await registry.log.load(workspaceRef);
    expect(events.map(({ event }) => event.facts[0]?.data['revision'])).toStrictEqual(
      saves.map((_, at) => at + 1),
    );
  });

  it('decides nothing on a history that it cannot read', async () => {
    await registry.tell(createPolicy);
    const { events } = await registry.log.load(policyRef);
    const unknown = { ...events[0]?.event, facts: [{ type: 'PolicyRetired', schemaVersion: 1, data: {} }] };
    const fresh = await openRegistry();
    await fresh.log.plant(policyRef, canonicalBytes(unknown as Json));
    await expect(fresh.projector()(createPolicy, NOW)).rejects.toThrow(FactUnknown);
    expect(await fresh.outcomes.read('acme', 'create')).toBeUndefined();
  });
});

/** Lets somebody else write right before the first append. */
const conflictOnce = (log: InMemoryEventLog, first: () => Promise<unknown>): InMemoryEventLog => {
  let isDone = false;
  return {
    ...log,
    append: async (...args) => {
      if (!isDone) {
        isDone = true;
        await first();
      }
      return log.append(...args);
    },
  };
};

const failingAppend = (log: InMemoryEventLog, error: () => Error) => {
  let attempts = 0;
  const failing: InMemoryEventLog = {
    ...log,
    append: () => {
      attempts += 1;
      return Promise.reject(error());
    },
  };
  return { log: failing, attempts: () => attempts };
};

import { beforeEach, describe, expect, it } from '@jest/globals';
import type { CommandEnvelope, DryRun } from '@policy-registry/kernel';

import { author, commandOf, createPolicy, NOW, openTenant, saveWorkspace } from '../testing/commands.ts';
import { openRegistry, type Registry } from '../testing/deciding.ts';
import { dryRunCommand } from './dry-run-command.ts';
import { stateCache } from './state-cache.ts';

const LATE = Date.parse('2026-03-02T21:00:00.001Z');

describe('a dry run of a command', () => {
  let registry: Registry;
  beforeEach(async () => {
    registry = await openRegistry();
  });
  const projector = (deliveredAt = NOW) =>
    dryRunCommand({ log: registry.log, states: stateCache(registry.log), nowMs: () => deliveredAt });
  const dry = (command: CommandEnvelope, ask = projector()): Promise<DryRun> =>
    ask({ ...command, dryRun: true }, NOW);

  it('says what would be recorded, and leaves neither an event nor an outcome', async () => {
    const before = registry.events();
    expect(await dry(createPolicy)).toMatchObject({
      status: 'dry_run',
      wouldBe: 'accepted',
      facts: ['PolicyCreated'],
      refusals: [],
    });
    expect(registry.events()).toBe(before);
    expect(await registry.outcomes.read('acme', createPolicy.commandId)).toBeUndefined();
  });

  it('is decided again each time, on what others have written since', async () => {
    const ask = projector();
    expect(await dry(createPolicy, ask)).toMatchObject({ wouldBe: 'accepted' });
    await registry.tell({ ...createPolicy, commandId: 'meant' });
    expect(await dry(createPolicy, ask)).toMatchObject({
      wouldBe: 'rejected',
      facts: [],
      refusals: [{ code: 'POLICY_EXISTS' }],
    });
  });

  it('says where nothing would change', async () => {
    const again = { ...openTenant, commandId: 'again' };
    expect(await dry(again)).toMatchObject({ wouldBe: 'unchanged', facts: [], refusals: [] });
  });

  it('gives every reason, those of the tenant and of the quota as well', async () => {
    await registry.tell({
      ...openTenant,
      commandId: 'quota',
      type: 'ChangeTenantSettings',
      principal: { ...author, id: 'u-dave', scopes: ['tenant:admin'] },
      data: {
        ...openTenant.data,
        settings: { authenticationAgeMaxMs: 300_000, simulationAgeMaxMs: 86_400_000, policiesMax: 1 },
      },
    });
    await registry.tell(createPolicy);
    const { refusals } = await dry({
      ...createPolicy,
      data: { ...createPolicy.data, policyId: 'other' },
      principal: { ...author, scopes: [] },
    });
    expect(refusals.map(({ code }) => code)).toStrictEqual(['SCOPE_MISSING', 'QUOTA_REACHED']);
  });

  it.each([
    ['COMMAND_UNKNOWN', commandOf('c', 'Dance', {})],
    ['COMMAND_INVALID', commandOf('c', 'CreatePolicy', { policyId: 'pay-gate' })],
  ])('is refused with %s where nobody could decide it', async (code, command) => {
    expect(await dry(command)).toMatchObject({ wouldBe: 'rejected', refusals: [{ code }] });
  });

  it('is not decided late', async () => {
    expect(await dry(createPolicy, projector(LATE))).toMatchObject({
      refusals: [{ code: 'COMMAND_EXPIRED' }],
    });
  });

  it('is refused where the event would be too long', async () => {
    await registry.tell(createPolicy);
    const files = Array.from({ length: 128 }, (_, at) => ({
      path: `${'規'.repeat(180)}${at}.stella`,
      size: 1,
      sha256: '0'.repeat(64),
    }));
    const command = { ...saveWorkspace('save', 'x'), data: { policyId: 'pay-gate', files } };
    expect(await dry(command)).toMatchObject({ refusals: [{ code: 'EVENT_TOO_LARGE' }] });
  });
});

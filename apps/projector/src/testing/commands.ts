import type { CommandEnvelope, EpochMs, Principal } from '@policy-registry/kernel';
import { parseTimestamp, sha256Hex } from '@policy-registry/kernel';

// Commands as their senders make them; a spec spreads one to vary it.

export const NOW: EpochMs = parseTimestamp('2026-03-02T09:00:00.000Z') ?? 0;

export const registry: Principal = { type: 'system', id: 'seed', scopes: [], isInteractive: false };
export const author: Principal = {
  type: 'user',
  id: 'u-ann',
  scopes: ['policy:author'],
  isInteractive: true,
};

export const commandOf = (
  commandId: string,
  type: string,
  data: CommandEnvelope['data'],
): CommandEnvelope => ({
  commandId,
  tenant: 'acme',
  type,
  data,
  principal: author,
  notAfter: '2026-03-02T21:00:00.000Z',
  correlationId: 'corr-1',
});

export const openTenant: CommandEnvelope = {
  ...commandOf('open', 'OpenTenant', {
    tenantId: 'acme',
    settings: { authenticationAgeMaxMs: 300_000, simulationAgeMaxMs: 86_400_000 },
    approvals: 1,
  }),
  principal: registry,
};
export const createEnvironment: CommandEnvelope = {
  ...commandOf('prod', 'CreateEnvironment', { environmentId: 'prod', name: 'Production', order: 3 }),
  principal: registry,
};
export const createPolicy = commandOf('create', 'CreatePolicy', {
  policyId: 'pay-gate',
  name: 'Payment gate',
  description: '',
  tags: ['tier0'],
});
/** Saves a workspace of one file with this text. */
export const saveWorkspace = (commandId: string, text: string): CommandEnvelope =>
  commandOf(commandId, 'SaveWorkspace', {
    policyId: 'pay-gate',
    files: [{ path: 'main.stella', size: text.length, sha256: sha256Hex(text) }],
  });

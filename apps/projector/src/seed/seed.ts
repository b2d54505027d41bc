import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

import { TenantSettings } from '@policy-registry/domain';
import type { CommandPublisher, Outcomes } from '@policy-registry/event-store';
import {
  AggregateId,
  base32,
  COMMAND_LIFETIME_MS,
  sha256OfFields,
  Tenant,
  toTimestamp,
} from '@policy-registry/kernel';
import { parseFileContent } from '@policy-registry/platform';
import { z } from 'zod';

const Seed = z.strictObject({
  tenants: z.array(
    z.strictObject({
      tenant: Tenant,
      settings: TenantSettings,
      approvals: z.int().positive(),
      /** Ids of the environments, in the order of promotion. */
      environments: z.array(AggregateId),
    }),
  ),
});

const OUTCOME_WAIT_MS = 30_000;
const OUTCOME_POLL_MS = 50;

export type SeedOptions = {
  readonly file: string;
  readonly publish: CommandPublisher;
  readonly outcomes: Outcomes;
  readonly nowMs: number;
};

/** Opens the tenants of a file and their environments. Every start sends this again: what is done decides nothing. */
export const seedTenants = async ({ file, publish, outcomes, nowMs }: SeedOptions): Promise<void> => {
  const { tenants } = Seed.parse(parseFileContent('SEED_FILE', await readFile(file, 'utf8')));
  for (const { tenant, settings, approvals, environments } of tenants) {
    const send = async (type: string, id: string, data: Readonly<Record<string, unknown>>): Promise<void> => {
      const commandId = base32(sha256OfFields('seed', tenant, type, id, String(nowMs)));
      await publish({
        commandId,
        tenant,
        type,
        data,
        principal: { type: 'system', id: 'seed', scopes: [], isInteractive: false },
        notAfter: toTimestamp(nowMs + COMMAND_LIFETIME_MS),
        correlationId: `seed-${tenant}`,
      });
      await decided(outcomes, tenant, commandId);
    };
    await send('OpenTenant', tenant, { tenantId: tenant, settings, approvals });
    for (const [order, environmentId] of environments.entries()) {
      await send('CreateEnvironment', environmentId, { environmentId, name: environmentId, order });
    }
  }
};

// A command is sent after the outcome of the one before: only then are the two ordered.
const decided = async (outcomes: Outcomes, tenant: string, commandId: string): Promise<void> => {
  for (let waitedMs = 0; waitedMs < OUTCOME_WAIT_MS; waitedMs += OUTCOME_POLL_MS) {
    const outcome = await outcomes.read(tenant, commandId);
    if (outcome?.status === 'rejected')
      throw new Error(`the seed of ${tenant} was refused: ${outcome.code} ${outcome.detail}`);
    if (outcome !== undefined) return;
    await setTimeout(OUTCOME_POLL_MS);
  }
  throw new Error(`the seed of ${tenant} was not decided within ${OUTCOME_WAIT_MS / 1_000} s`);
};

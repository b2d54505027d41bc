import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '@policy-registry/platform';
import { z } from 'zod';

import { admissionOf } from '../admission/admission.ts';
import { admissionKeys, admissionSettingsOf } from '../admission/config.ts';
import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

const defaults = admissionSettingsOf(readConfig(z.object(admissionKeys), {}));
/** A tenth of the defaults, and a tenth of the flood: it goes the same way, and takes a tenth of the time. */
const SETTINGS = {
  ...defaults,
  rates: {
    ...defaults.rates,
    tenantCommands: defaults.rates.tenantCommands / 10,
    principalCommands: defaults.rates.principalCommands / 10,
  },
  requests: { total: defaults.requests.total / 8, tenant: defaults.requests.tenant / 8 },
};
const FLOOD = 120;
const UNDER_WAY = 10;
const OTHERS = 20;
const FLOOD_MS = 60_000;

let gateway: RunningGateway;
beforeAll(async () => {
  // A clock that stands still: on no machine does the flood take so long that a quota comes back. Nothing of it is
  // decided, so that every request waits as long as requests do.
  gateway = await runningGateway({ admission: admissionOf(SETTINGS, () => 0) });
  gateway.decide('undecided');
});
afterAll(() => gateway.close());

describe('a tenant that floods the gateway', () => {
  it(
    'is told to wait, and the commands of another tenant are taken meanwhile',
    async () => {
      const policy = (policyId: string) => ({ policyId, name: 'Gate' });
      const persons = Array.from({ length: 20 }, (_, index) => gateway.tokenOf({ id: `person-${index}` }));
      const statuses = new Map<number, number>();
      let sent = 0;
      const flood = async (): Promise<void> => {
        while (sent < FLOOD) {
          sent += 1;
          const token = persons[sent % persons.length];
          const { status } = await gateway.ask('POST', '/api/v1/policies', {
            token,
            json: policy(`p-${sent}`),
          });
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      };
      const flooding = Promise.all(Array.from({ length: UNDER_WAY }, flood));

      const token = gateway.tokenOf({ tenant: 'globex', id: 'dora' });
      const others: number[] = [];
      for (let asked = 0; asked < OTHERS; asked += 1) {
        const { status } = await gateway.ask('GET', '/api/v1/policies', { token, tenant: 'globex' });
        others.push(status);
      }
      const { status } = await gateway.ask('POST', '/api/v1/policies', {
        token,
        tenant: 'globex',
        json: policy('theirs'),
      });
      await flooding;

      expect([...new Set(others), status]).toStrictEqual([200, 202]);
      expect([...statuses.keys()].sort()).toStrictEqual([202, 429]);
      // What was refused never became a command.
      const taken = gateway.commands.filter(({ tenant }) => tenant === 'acme').length;
      expect(taken).toBe(statuses.get(202));
      expect(taken).toBe(SETTINGS.rates.tenantCommands);
    },
    FLOOD_MS,
  );
});

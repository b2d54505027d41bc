import { beforeAll, expect, it } from '@jest/globals';

import { carefully, suspects, UNSUSPICIOUS_DELIVERIES_MAX, type Suspects } from './suspects.ts';
import { brokerSuite } from './testing/broker-suite.ts';

brokerSuite('a message that was delivered often', (broker) => {
  let kept: Suspects;
  let seq = 0;
  beforeAll(() => {
    kept = suspects(broker().js, broker().jsm);
  });
  const message = (deliveries: number) => ({
    stream: 'COMMANDS',
    tenant: 'acme',
    subject: 'registry.cmd.gateway.acme.c1',
    seq,
    deliveries,
  });
  const often = UNSUSPICIOUS_DELIVERIES_MAX + 1;

  it('is worked on again and again while every try comes back, be it with a fault', async () => {
    seq = 1;
    for (let at = 0; at < 5; at += 1) {
      expect(await carefully(kept, message(often + at), async () => 'done')).toBe('done');
      const fault = carefully(kept, message(often + at), () => Promise.reject(new Error('no broker')));
      await expect(fault).rejects.toThrow('no broker');
    }
  });

  it('is taken out after three tries that never came back', async () => {
    seq = 2;
    for (let at = 0; at < 3; at += 1) expect(await kept.begin(message(often))).toBe(true);
    expect(await carefully(kept, message(often), async () => 'done')).toBeUndefined();
  });

  it('is not looked at before it was delivered often', async () => {
    seq = 2;
    expect(await carefully(kept, message(UNSUSPICIOUS_DELIVERIES_MAX), async () => 'done')).toBe('done');
  });
});

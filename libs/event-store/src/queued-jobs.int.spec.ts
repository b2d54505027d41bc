import { expect, it } from '@jest/globals';
import { Job } from '@policy-registry/domain';

import { jobPublisher } from './publish-job.ts';
import { queuedJobs, tenantsWith } from './queued-jobs.ts';
import { brokerSuite } from './testing/broker-suite.ts';

const digest = 'a'.repeat(64);
const shard = (tenant: string, jobId: string, priority = 'normal'): Job =>
  Job.parse({
    jobId,
    tenant,
    correlationId: 'c',
    causedAt: '2026-03-01T12:00:00.000Z',
    causationId: 'e',
    kind: 'shard',
    data: { simulationId: 's', planDigest: digest, index: 0, replica: 0, attempt: 1, priority },
  });

brokerSuite('the jobs that are queued', (broker) => {
  it('are those of one tenant, of every class, until they are acknowledged; a repeat is said to be one', async () => {
    const { js, jsm, connection } = broker();
    const publish = jobPublisher(js);
    const { shardsOf } = queuedJobs(jsm);
    expect(await shardsOf('acme')).toStrictEqual(new Set());

    for (const job of [shard('acme', 'a-0-0-1'), shard('acme', 'a-1-0-1', 'emergency'), shard('globex', 'b')])
      expect(await publish(job)).toBe(true);
    expect(await publish(shard('acme', 'a-0-0-1'))).toBe(false);
    expect(await shardsOf('acme')).toStrictEqual(new Set(['a-0-0-1', 'a-1-0-1']));
    expect(await shardsOf('globex')).toStrictEqual(new Set(['b']));

    const message = await (await js.consumers.get('JOBS', 'runner-high-v1')).next();
    expect(await shardsOf('acme')).toStrictEqual(new Set(['a-0-0-1', 'a-1-0-1']));
    await message?.ackAck();
    expect(await shardsOf('acme')).toStrictEqual(new Set(['a-0-0-1']));

    expect(await tenantsWith(jsm, 'queue')).toStrictEqual([]);
    await js.publish('registry.evt.globex.queue.simulations', '{}');
    expect(await tenantsWith(jsm, 'queue')).toStrictEqual(['globex']);
    expect(connection.isClosed()).toBe(false);
  });
});

import { describe, expect, it } from '@jest/globals';

import { brokerServers } from './broker-servers.ts';

describe('brokerServers', () => {
  it('takes one server, or several separated by commas', () => {
    expect(brokerServers('nats://one:4222')).toStrictEqual(['nats://one:4222']);
    expect(brokerServers('nats://one:4222, nats://two:4222,nats://three:4223,')).toStrictEqual([
      'nats://one:4222',
      'nats://two:4222',
      'nats://three:4223',
    ]);
  });

  it('refuses a setting that names none', () => {
    expect(() => brokerServers(' , ')).toThrow('no server of the broker is named');
  });
});

import { describe, expect, it } from '@jest/globals';

import { brokerAnswers } from './broker-answers.ts';

describe('a broker', () => {
  const never = () => Promise.reject(new Error('it must not be asked'));

  it('that does not answer is not there, though the connection is up', async () => {
    const request = () => Promise.reject(new Error('timeout'));
    expect(await brokerAnswers({ isClosed: () => false, request })).toStrictEqual({
      ok: false,
      detail: 'no answer',
    });
  });

  it('is not asked over a connection that is closed', async () => {
    expect(await brokerAnswers({ isClosed: () => true, request: never })).toStrictEqual({
      ok: false,
      detail: 'the connection is closed',
    });
  });
});

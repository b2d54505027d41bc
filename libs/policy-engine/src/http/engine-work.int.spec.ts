import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EngineWork, FindingTuple } from '@policy-registry/finding';
import { sha256Hex } from '@policy-registry/kernel';

import {
  hostileServer,
  saying,
  silence,
  type HostileServer,
  type Treatment,
} from '../testing/hostile-server.ts';
import { httpPolicyEngine } from './http-policy-engine.ts';
import { FINDINGS_PER_REQUEST_MAX } from './limits.ts';
import { CONTRACT } from './wire.ts';

// What bounds one piece of work, such as a shard: over all its requests, and apart from the work of other tenants.

const IR = new TextEncoder().encode('{}');
const SETTING = { evaluatedAtMs: 0, env: {} };
const FINDING: FindingTuple = {
  component: {},
  advisory: { id: 'CVE-1', aliases: [], ratings: [] },
  image: {},
  vex: [],
  signals: {},
};
const OUTCOME = { kind: 'error', error: 'BAD_VALUE_IN_ACTION', undecided: [] };
const WORK: EngineWork = { tenant: 'acme', workMs: 60_000, answerBytesMax: 1_000_000 };
const findings = (count: number): readonly FindingTuple[] => Array.from({ length: count }, () => FINDING);

/** Right answers, one outcome for each finding. */
const answering: Treatment = (request, response, body) => {
  const asked: { findings: readonly unknown[] } = JSON.parse(body);
  const outcomes = asked.findings.map(() => OUTCOME);
  saying({ build: 'e@1', irDigest: sha256Hex(IR), outcomes })(request, response, body);
};

let server: HostileServer;
beforeEach(async () => {
  server = await hostileServer();
  const limits = { requestBytesMax: 8_388_608, findingsMax: 1_024 };
  const languages = [{ name: 'stella-dsl@1', entryFile: 'policy.stella' }];
  server.treatments.set('/v1/capabilities', saying({ contract: CONTRACT, build: 'e@1', languages, limits }));
  server.treatments.set('/v1/evaluate', answering);
});
afterEach(() => server.close());

const connect = (attemptsMax = 3) =>
  httpPolicyEngine({
    url: server.url,
    guard: { attemptsMax, pauseMs: 1, failuresInARowMax: 2, openMs: 60_000 },
  });
const evaluations = () => server.asked.filter((line) => line === 'POST /v1/evaluate').length;

describe('one piece of work of a remote engine', () => {
  it('is over when its time is, whatever a single answer may take, and is not asked again', async () => {
    const engine = await connect();
    server.treatments.set('/v1/evaluate', silence);
    const work = engine.within?.({ ...WORK, workMs: 50 });
    await expect(work?.evaluate(IR, [FINDING], SETTING)).rejects.toMatchObject({ code: 'LATE' });
    await expect(work?.evaluate(IR, [FINDING], SETTING)).rejects.toMatchObject({ code: 'LATE' });
    expect(evaluations()).toBe(1);
    server.treatments.set('/v1/evaluate', answering);
    expect(await engine.within?.(WORK).evaluate(IR, [FINDING], SETTING)).toStrictEqual([OUTCOME]);
  });

  it('takes no more bytes than it may in all its answers together', async () => {
    const engine = await connect();
    const many = findings(3 * FINDINGS_PER_REQUEST_MAX);
    const oneAnswer = JSON.stringify(OUTCOME).length * FINDINGS_PER_REQUEST_MAX;
    const tight = engine.within?.({ ...WORK, answerBytesMax: Math.floor(1.5 * oneAnswer) });
    await expect(tight?.evaluate(IR, many, SETTING)).rejects.toMatchObject({
      name: 'EngineAnswerInvalid',
      code: 'TOO_LARGE',
    });
    expect(evaluations()).toBe(2);
    expect(await engine.within?.(WORK).evaluate(IR, many, SETTING)).toHaveLength(many.length);
  });

  it('is left alone for the failures of its own tenant, and not for those of another', async () => {
    const engine = await connect(1);
    const codeFor = async (tenant: string): Promise<string> => {
      try {
        await engine.within?.({ ...WORK, tenant }).evaluate(IR, [FINDING], SETTING);
        return 'answered';
      } catch (error) {
        return String(Reflect.get(Object(error), 'code'));
      }
    };
    server.treatments.set('/v1/evaluate', saying({}, 500));
    const codes = [await codeFor('acme'), await codeFor('acme'), await codeFor('acme')];
    expect(codes).toStrictEqual(['UNREACHABLE', 'UNREACHABLE', 'CIRCUIT_OPEN']);
    server.treatments.set('/v1/evaluate', answering);
    expect([await codeFor('globex'), await codeFor('acme')]).toStrictEqual(['answered', 'CIRCUIT_OPEN']);
  });
});

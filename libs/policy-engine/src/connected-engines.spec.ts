import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { EngineUnavailable, type PolicyEngine } from '@policy-registry/finding';

import {
  connectEngines,
  type ConnectedEngines,
  type EngineSource,
  type EngineState,
} from './connected-engines.ts';
import { embeddedPolicyEngine } from './embedded-policy-engine.ts';

const RETRY_MS = 1_000;
const unreachable = () => Promise.reject(new EngineUnavailable('UNREACHABLE', 'nobody there'));

/** A place of an engine that can be switched off, and on as another build. */
const place = (name: string, build: string | undefined) => {
  const now = { build, connected: 0 };
  const connect = async (): Promise<PolicyEngine> => {
    now.connected += 1;
    if (now.build === undefined) return unreachable();
    const { build: pinned } = now;
    const embedded = embeddedPolicyEngine();
    const still = <Answer>(answer: () => Promise<Answer>) =>
      now.build === pinned
        ? answer()
        : Promise.reject(new EngineUnavailable('BUILD_CHANGED', 'another build'));
    return {
      build: pinned,
      compile: (files) => still(() => embedded.compile(files)),
      evaluate: (...given) => still(() => embedded.evaluate(...given)),
      explain: (...given) => still(() => embedded.explain(...given)),
    };
  };
  const source: EngineSource = { name, connect };
  return { source, now };
};

let engines: ConnectedEngines;
beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  engines.close();
  jest.useRealTimers();
});
const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);

describe('connectEngines', () => {
  it('needs the default at once', async () => {
    const gone = place('gone', undefined);
    await expect(connectEngines([gone.source])).rejects.toMatchObject({ code: 'UNREACHABLE' });
    engines = await connectEngines([place('a', 'a@1').source]);
    expect([engines.default.build, engines.builds]).toStrictEqual(['a@1', ['a@1']]);
  });

  it('lets another engine join when it answers', async () => {
    const late = place('late', undefined);
    engines = await connectEngines([place('a', 'a@1').source, late.source], { retryMs: RETRY_MS });
    await pass(0);
    expect(engines.of('b@1')).toBeUndefined();
    expect(engines.states()).toStrictEqual([
      { name: 'a', build: 'a@1' },
      { name: 'late', fault: 'nobody there' },
    ]);

    late.now.build = 'b@1';
    await pass(RETRY_MS);
    expect(engines.builds).toStrictEqual(['a@1', 'b@1']);
    expect(engines.of('b@1')?.build).toBe('b@1');
    expect(engines.states()[1]).toStrictEqual({ name: 'late', build: 'b@1' });
  });

  it('has a replaced engine under its new build alone', async () => {
    const upgraded = place('upgraded', 'b@1');
    engines = await connectEngines([place('a', 'a@1').source, upgraded.source], { retryMs: RETRY_MS });
    await pass(0);
    const before = engines.of('b@1');
    upgraded.now.build = 'b@2';
    const refused = { code: 'BUILD_CHANGED' };
    await expect(before?.compile(new Map())).rejects.toMatchObject(refused);
    await expect(before?.compile(new Map())).rejects.toMatchObject(refused);
    await pass(0);
    expect(engines.builds).toStrictEqual(['a@1', 'b@2']);
    expect(engines.of('b@1')).toBeUndefined();
    expect(upgraded.now.connected).toBe(2);
    expect((await engines.of('b@2')?.compile(new Map()))?.compiled).toBeUndefined();
  });

  it('has its default under the new build as well', async () => {
    const only = place('only', 'a@1');
    engines = await connectEngines([only.source], { retryMs: RETRY_MS });
    only.now.build = 'a@2';
    await expect(engines.default.compile(new Map())).rejects.toMatchObject({ code: 'BUILD_CHANGED' });
    await pass(0);
    expect([engines.default.build, engines.builds]).toStrictEqual(['a@2', ['a@2']]);
  });

  it('uses the earlier of two sources with one build', async () => {
    const [one, other] = [place('one', 'a@1'), place('other', 'a@1')];
    engines = await connectEngines([one.source, other.source]);
    await pass(0);
    expect(engines.builds).toStrictEqual(['a@1']);
    expect(engines.of('a@1')).toBe(engines.default);
  });

  it('looks for nothing when it is closed', async () => {
    const gone = place('gone', undefined);
    engines = await connectEngines([place('a', 'a@1').source, gone.source], { retryMs: RETRY_MS });
    await pass(0);
    engines.close();
    await pass(10 * RETRY_MS);
    expect(gone.now.connected).toBe(1);
  });

  it('reports what joined and what could not be had', async () => {
    const reported: EngineState[] = [];
    const report = (state: EngineState) => void reported.push(state);
    engines = await connectEngines([place('a', 'a@1').source, place('gone', undefined).source], { report });
    await pass(0);
    expect(reported).toStrictEqual([
      { name: 'a', build: 'a@1' },
      { name: 'gone', fault: 'nobody there' },
    ]);
  });
});

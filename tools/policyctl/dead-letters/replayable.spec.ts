import { describe, expect, it } from '@jest/globals';
import { jobSubject, type Job } from '@policy-registry/domain';
import type { OpenedLetter } from '@policy-registry/event-store';
import {
  commandSubject,
  sha256Hex,
  type CommandEnvelope,
  type CommandProducer,
} from '@policy-registry/kernel';

import { judgeLetter } from './replayable.ts';

const NOW_MS = Date.UTC(2026, 0, 2);
const command: CommandEnvelope = {
  commandId: 'a'.repeat(52),
  tenant: 'acme',
  type: 'CreatePolicy',
  data: { policyId: 'pay-gate', name: 'x', description: '', tags: [] },
  principal: { type: 'user', id: 'u-1', scopes: ['policy:author'], isInteractive: true },
  notAfter: '2026-01-02T06:00:00.000Z',
  correlationId: 'r-1',
};
const job: Job = {
  jobId: 'b'.repeat(52),
  tenant: 'acme',
  correlationId: 'r-1',
  causedAt: '2026-01-01T00:00:00.000Z',
  causationId: 'e-1',
  kind: 'shard',
  data: { simulationId: 's-1', planDigest: sha256Hex('plan'), index: 0, replica: 0 },
};
const bytesOf = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const letter = (changes: Partial<OpenedLetter>): OpenedLetter => ({
  id: 'c'.repeat(52),
  seq: 1,
  keptAtMs: NOW_MS,
  stream: 'COMMANDS',
  tenant: 'acme',
  subject: commandSubject('gateway', 'acme', command.commandId),
  subjectSeq: 1,
  reason: 'any',
  isAnswered: false,
  signature: { signer: 'U', signature: 's' },
  replayedAt: undefined,
  bytes: bytesOf(command),
  ...changes,
});
const jobLetter = (changes: Partial<OpenedLetter> = {}): OpenedLetter =>
  letter({ stream: 'JOBS', subject: jobSubject(job), signature: undefined, bytes: bytesOf(job), ...changes });
const from = (producer: CommandProducer): string => commandSubject(producer, 'acme', command.commandId);
const refusalOf = (of: OpenedLetter, { nowMs = NOW_MS, isAnswered = false } = {}): string | undefined =>
  judgeLetter(of, nowMs, isAnswered).refusal;
const LATER_MS = NOW_MS + 7 * 60 * 60 * 1_000;

describe('a dead letter can be replayed', () => {
  it('that holds a signed command which is valid still', () => {
    expect(judgeLetter(letter({}), NOW_MS, false)).toStrictEqual({ message: command, refusal: undefined });
  });

  it('that holds a job to which nobody has answered', () => {
    expect(refusalOf(jobLetter())).toBeUndefined();
  });

  it('that holds what the registry’s own processes report, however late', () => {
    expect(refusalOf(letter({ subject: from('runner') }), { nowMs: LATER_MS })).toBeUndefined();
  });
});

describe('a dead letter is not replayed', () => {
  it.each<readonly [string, OpenedLetter, RegExp]>([
    ['twice', letter({ replayedAt: '2026-01-01T00:00:00.000Z' }), /was replayed at 2026-01-01/],
    ['that is not JSON', letter({ bytes: new Uint8Array([0xff]) }), /not JSON/],
    ['that is no command', letter({ bytes: bytesOf({}) }), /no command of this version/],
    ['on a subject of no command', letter({ subject: 'registry.cmd.acme' }), /subject names no command/],
    [
      'whose command is another tenant’s',
      letter({ bytes: bytesOf({ ...command, tenant: 'globex' }) }),
      /not the command of its subject/,
    ],
    ['without the signature of its sender', letter({ signature: undefined }), /no signature was kept/],
    ['that asks for no run', letter({ subject: from('scheduler') }), /no request of a run/],
    ['that is no job', jobLetter({ bytes: bytesOf(command) }), /no job of this version/],
    ['on the subject of another job', jobLetter({ subject: `${jobSubject(job)}x` }), /not that of the job/],
    ['whose job was given up', jobLetter({ isAnswered: true }), /JOB_ABANDONED.* policyctl simulation retry/],
  ])('%s', (_what, of, refusal) => expect(refusalOf(of)).toMatch(refusal));

  it('whose command has expired, with the time', () => {
    expect(refusalOf(letter({}), { nowMs: LATER_MS })).toMatch(/valid until 2026-01-02T06:00:00.000Z/);
  });

  it('whose job has an answer', () => {
    expect(refusalOf(jobLetter(), { isAnswered: true })).toMatch(
      /another answer of this attempt does not count/,
    );
  });
});

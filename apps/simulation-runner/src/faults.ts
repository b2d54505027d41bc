import process from 'node:process';

import type { CommandPublisher } from '@policy-registry/event-store';
import type { Signer } from '@policy-registry/kernel';

import type { RunnerConfig } from './config.ts';

/** Kills this process as a power cut would: no handler runs, nothing is flushed. */
const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};

const faultPoint = ({ INSECURE_DEVELOPMENT, INSECURE_FAULT_POINT }: RunnerConfig) =>
  INSECURE_DEVELOPMENT ? INSECURE_FAULT_POINT : undefined;

/** The publisher as it is, unless this process is to die with a partial result stored and not reported. */
export const withPartialFault = (publish: CommandPublisher, config: RunnerConfig): CommandPublisher =>
  faultPoint(config) !== 'after-partial-put-before-command'
    ? publish
    : (command, traceparent) => (command.type === 'RecordShard' ? die() : publish(command, traceparent));

/** The signer as it is, unless this process is to die with a signature made and not stored. */
export const withSignFault = (signer: Signer, config: RunnerConfig): Signer =>
  faultPoint(config) !== 'after-sign-before-put'
    ? signer
    : { sign: (tenant, payloadType, payload) => signer.sign(tenant, payloadType, payload).then(die) };

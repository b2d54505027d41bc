import type { CommandPublisher } from '@policy-registry/event-store';
import type { Signer } from '@policy-registry/kernel';
import { faultPoints, type PassFaultPoint } from '@policy-registry/platform';

import type { RunnerConfig } from './config.ts';

/** Where a test can have this process killed: a row each of docs/architecture.md, When something crashes. */
export const FAULT_POINTS = [
  'after-partial-put-before-command',
  'after-command-before-ack',
  'after-sign-before-put',
] as const;
export type PassPoint = PassFaultPoint<(typeof FAULT_POINTS)[number]>;

/** Passes the points on the way where a file may name one of them, and nothing at all elsewhere. */
export const runnerFaults = ({ INSECURE_FAULT_FILE }: RunnerConfig): PassPoint =>
  faultPoints({ file: INSECURE_FAULT_FILE, points: FAULT_POINTS });

/** A partial result is stored and not reported; anything is reported, and its job not acknowledged. */
export const withReportFaults =
  (publish: CommandPublisher, pass: PassPoint): CommandPublisher =>
  async (command, traceparent) => {
    if (command.type === 'RecordShard') await pass('after-partial-put-before-command');
    const publication = await publish(command, traceparent);
    await pass('after-command-before-ack');
    return publication;
  };

/** A signature is made and not stored. */
export const withSignFault = (signer: Signer, pass: PassPoint): Signer => ({
  sign: async (tenant, payloadType, payload) => {
    const signed = await signer.sign(tenant, payloadType, payload);
    await pass('after-sign-before-put');
    return signed;
  },
});

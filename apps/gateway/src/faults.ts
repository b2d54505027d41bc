import type { CommandPublisher } from '@policy-registry/event-store';
import { faultPoints, type PassFaultPoint } from '@policy-registry/platform';

import type { GatewayConfig } from './config.ts';

/** Where a test can have this process killed: a row each of docs/architecture.md, When something crashes. */
export const FAULT_POINTS = ['before-publish', 'after-publish-before-answer'] as const;
export type PassPoint = PassFaultPoint<(typeof FAULT_POINTS)[number]>;

/** Passes the points on the way where a file may name one of them, and nothing at all elsewhere. */
export const gatewayFaults = ({ INSECURE_FAULT_FILE }: GatewayConfig): PassPoint =>
  faultPoints({ file: INSECURE_FAULT_FILE, points: FAULT_POINTS });

/** A command is on its way, and the client hears nothing of it. */
export const withPublishFaults =
  (publish: CommandPublisher, pass: PassPoint): CommandPublisher =>
  async (command, traceparent) => {
    await pass('before-publish');
    const publication = await publish(command, traceparent);
    await pass('after-publish-before-answer');
    return publication;
  };

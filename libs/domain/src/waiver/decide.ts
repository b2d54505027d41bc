import type { DecisionContext } from '@policy-registry/kernel';

import type { WaiverCommand } from './commands.ts';
import type { WaiverFact } from './events.ts';
import { renew, request } from './request.ts';
import { approve, rejectWaiver, revoke, withdraw } from './review.ts';
import type { Waivers } from './state.ts';
import type { WaiverNeeds } from './waiver.ts';

export const decide = (
  command: WaiverCommand,
  waivers: Waivers,
  context: DecisionContext<WaiverNeeds>,
): readonly WaiverFact[] => {
  switch (command.type) {
    case 'RequestWaiver':
      return request(command, waivers, context);
    case 'RenewWaiver':
      return renew(command, waivers, context);
    case 'ApproveWaiver':
      return approve(command, waivers, context);
    case 'RejectWaiver':
      return rejectWaiver(command, waivers, context);
    case 'WithdrawWaiver':
      return withdraw(command, waivers, context);
    case 'RevokeWaiver':
      return revoke(command, waivers, context);
  }
};

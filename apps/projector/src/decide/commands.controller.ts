import type { Handled } from '@policy-registry/event-store';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';

import type { CommandMessage, Intake } from './intake.ts';

export const INTAKE = Symbol('Intake');
export const COMMANDS_QUEUE = 'commands';

/** Where command messages come in. */
@Controller()
export class CommandsController {
  readonly #intake: Intake;

  constructor(@Inject(INTAKE) intake: Intake) {
    this.#intake = intake;
  }

  @MessagePattern(COMMANDS_QUEUE)
  decide(@Payload() message: CommandMessage): Promise<Handled> {
    return this.#intake(message);
  }
}

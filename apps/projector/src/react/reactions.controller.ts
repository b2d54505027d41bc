import type { Handled } from '@policy-registry/event-store';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';

import type { EventMessage, Reactor } from './reactor.ts';

export const REACTOR = Symbol('Reactor');
export const EVENTS_QUEUE = 'events';

/** Where events come in that something follows from. */
@Controller()
export class ReactionsController {
  readonly #react: Reactor;

  constructor(@Inject(REACTOR) react: Reactor) {
    this.#react = react;
  }

  @MessagePattern(EVENTS_QUEUE)
  react(@Payload() message: EventMessage): Promise<Handled> {
    return this.#react(message);
  }
}

import { operationsModule, type Metrics, type Readiness } from '@policy-registry/platform';
import { Module, type DynamicModule } from '@nestjs/common';

import { CommandsController, INTAKE } from './decide/commands.controller.ts';
import type { Intake } from './decide/intake.ts';
import { REACTOR, ReactionsController } from './react/reactions.controller.ts';
import type { Reactor } from './react/reactor.ts';

export type Ports = {
  readonly intake: Intake;
  readonly reactor: Reactor;
  readonly readiness: () => Promise<Readiness>;
  readonly metrics: Metrics;
};

@Module({})
export class AppModule {
  static with({ intake, reactor, readiness, metrics }: Ports): DynamicModule {
    return {
      module: AppModule,
      imports: [operationsModule({ readiness, metrics })],
      controllers: [CommandsController, ReactionsController],
      providers: [
        { provide: INTAKE, useValue: intake },
        { provide: REACTOR, useValue: reactor },
      ],
    };
  }
}

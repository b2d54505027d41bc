import { Module, type DynamicModule } from '@nestjs/common';
import type { PolicyEngine } from '@policy-registry/finding';
import { operationsModule, type Metrics } from '@policy-registry/platform';

import { ENGINE, EngineController } from './engine.controller.ts';

export type Ports = {
  readonly engine: PolicyEngine;
  readonly notes: readonly string[];
  readonly metrics: Metrics;
};

@Module({})
export class AppModule {
  static with({ engine, notes, metrics }: Ports): DynamicModule {
    const readiness = async () => ({ checks: {}, notes: [`build: ${engine.build}`, ...notes] });
    return {
      module: AppModule,
      imports: [operationsModule({ readiness, metrics })],
      controllers: [EngineController],
      providers: [{ provide: ENGINE, useValue: engine }],
    };
  }
}

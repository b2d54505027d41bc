import { operationsModule, type Metrics, type Readiness } from '@policy-registry/platform';
import { Module, type DynamicModule } from '@nestjs/common';

import { JobsController, WORK_JOB } from './work/jobs.controller.ts';
import type { WorkJob } from './work/work-job.ts';

export type Ports = {
  readonly workJob: WorkJob;
  readonly readiness: () => Promise<Readiness>;
  readonly metrics: Metrics;
};

@Module({})
export class AppModule {
  static with({ workJob, readiness, metrics }: Ports): DynamicModule {
    return {
      module: AppModule,
      imports: [operationsModule({ readiness, metrics })],
      controllers: [JobsController],
      providers: [{ provide: WORK_JOB, useValue: workJob }],
    };
  }
}

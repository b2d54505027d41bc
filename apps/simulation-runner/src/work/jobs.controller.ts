import { JOB_CLASSES } from '@policy-registry/domain';
import type { Handled } from '@policy-registry/event-store';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';

import type { JobMessage, WorkJob } from './work-job.ts';

export const WORK_JOB = Symbol('WorkJob');
export const JOB_QUEUES = JOB_CLASSES.map((jobClass) => ({ jobClass, pattern: `jobs-${jobClass}` }));

/** Where jobs come in; each class has a queue of its own. */
@Controller()
export class JobsController {
  readonly #work: WorkJob;

  constructor(@Inject(WORK_JOB) work: WorkJob) {
    this.#work = work;
  }

  @MessagePattern(JOB_QUEUES.map(({ pattern }) => pattern))
  work(@Payload() message: JobMessage): Promise<Handled> {
    return this.#work(message);
  }
}

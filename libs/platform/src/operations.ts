import { Controller, Get, Inject, Module, Res, type DynamicModule } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import type { Metrics } from './metrics.ts';
import { reportReadiness, type Readiness, type ReadinessReport } from './readiness.ts';

/** What an app hands to its operators' endpoints. */
export type OperationsOptions = {
  readonly readiness: () => Promise<Readiness>;
  readonly metrics: Metrics;
};

const OPERATIONS = Symbol('OperationsOptions');

/** These paths answer without a token: orchestrators have none. They say nothing about any tenant's content. */
export const OPERATIONS_PATHS: readonly string[] = ['/healthz', '/readyz', '/metrics'];

@Controller()
class OperationsController {
  readonly #readiness: () => Promise<Readiness>;
  readonly #metrics: Metrics;

  constructor(@Inject(OPERATIONS) { readiness, metrics }: OperationsOptions) {
    this.#readiness = readiness;
    this.#metrics = metrics;
    metrics.ready.atScrape(async () => {
      const { checks } = await reportReadiness(readiness);
      for (const [check, { ok }] of Object.entries(checks)) metrics.ready.set({ check }, ok ? 1 : 0);
    });
  }

  /** That this answers at all is the answer: the event loop turns. */
  @Get('healthz')
  health() {
    return { alive: true };
  }

  @Get('readyz')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadinessReport> {
    const report = await reportReadiness(this.#readiness);
    void reply.status(report.ready ? 200 : 503);
    return report;
  }

  @Get('metrics')
  async exposition(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.type(this.#metrics.registry.contentType);
    return this.#metrics.registry.metrics();
  }
}

@Module({})
class OperationsModule {}

/** `/healthz`, `/readyz` and `/metrics` of one app. */
export const operationsModule = (options: OperationsOptions): DynamicModule => ({
  module: OperationsModule,
  controllers: [OperationsController],
  providers: [{ provide: OPERATIONS, useValue: options }],
});

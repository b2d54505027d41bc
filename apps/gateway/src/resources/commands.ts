import { Controller, Get, Inject, Param, Req } from '@nestjs/common';
import { edgeProblems } from '@policy-registry/contracts';
import { CommandPath } from '@policy-registry/contracts/requests';
import type { Outcome } from '@policy-registry/kernel';
import type { FastifyRequest } from 'fastify';

import type { CommandOutcomes } from '../command/command-outcomes.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { Problem, rejectionProblem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Reads } from '../read/reads.ts';
import { positionToken } from '../read/tokens.ts';
import { OUTCOMES, READS } from '../tokens.ts';

/** What became of a command, for who was answered 202. */
@Controller('api/v1/commands')
export class CommandsController {
  readonly #outcomes: CommandOutcomes;
  readonly #reads: Reads;

  constructor(@Inject(OUTCOMES) outcomes: CommandOutcomes, @Inject(READS) reads: Reads) {
    this.#outcomes = outcomes;
    this.#reads = reads;
  }

  /** An id of another tenant is one that nobody knows: the tenant is part of where it is looked for. */
  @Get(':commandId')
  @RequireScope('policy:read')
  async getCommand(@Req() request: FastifyRequest, @Param() { commandId }: CommandPath) {
    await this.#reads.caughtUp(request);
    const { tenant } = callerOf(request);
    const outcome = await this.#outcomes.find(tenant, commandId);
    if (outcome !== undefined) return toStatus(outcome);
    if (await this.#outcomes.isPending(tenant, commandId)) return { commandId, status: 'pending' };
    // It may have been decided between the two looks.
    const decided = await this.#outcomes.find(tenant, commandId);
    if (decided === undefined)
      throw new Problem(edgeProblems.notFound, 'this tenant has no such command, or not any more');
    return toStatus(decided);
  }
}

const toStatus = (outcome: Outcome) => {
  const { commandId, status } = outcome;
  if (outcome.status !== 'rejected') {
    const { aggregate, seq, tenant } = outcome;
    return { commandId, status, aggregate, position: positionToken(tenant, seq) };
  }
  const { kind, message, faults } = rejectionProblem(outcome);
  return { commandId, status, code: kind.code, title: kind.title, detail: message, errors: faults };
};

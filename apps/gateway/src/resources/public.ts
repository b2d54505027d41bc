import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import type { Ports } from '../ports.ts';
import { PUBLIC_DOCUMENTS } from '../tokens.ts';

export type PublicDocuments = Pick<Ports, 'trust' | 'openApi'>;

/** What anybody may read. */
@Controller()
export class PublicController {
  readonly #documents: PublicDocuments;

  constructor(@Inject(PUBLIC_DOCUMENTS) documents: PublicDocuments) {
    this.#documents = documents;
  }

  /** The keys by which evidence of this registry verifies. A verifier compares them with what it was given otherwise. */
  @Get('.well-known/policy-registry-trust')
  async getTrust(@Res() reply: FastifyReply) {
    void reply.type('application/json').send(await this.#documents.trust());
  }

  @Get('openapi.json')
  async getOpenApi(@Res() reply: FastifyReply) {
    void reply.type('application/json').send(await this.#documents.openApi());
  }
}

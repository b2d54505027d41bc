import { Body, Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import {
  CommentRequest,
  StartThreadRequest,
  ThreadPath,
  VersionPath,
} from '@policy-registry/contracts/requests';
import { threadByNumber } from '@policy-registry/read-models';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { answer, type Results } from '../command/answer.ts';
import { factIn, type SendCommand, type Sent } from '../command/send-command.ts';
import type { TextDigests, Texts } from '../command/texts.ts';
import { RequireScope } from '../edge/access-guard.ts';
import { ifMatchOf } from '../edge/preconditions.ts';
import { PLACES, RESULTS, SEND, TEXTS } from '../tokens.ts';
import type { ThreadPlaces } from './thread-places.ts';
import { withoutAbsent } from './without-absent.ts';

/** Saying something of a version, and settling it. */
@Controller('api/v1/policies/:policyId/versions/:version/threads')
export class ThreadsController {
  readonly #send: SendCommand;
  readonly #results: Results;
  readonly #texts: Texts;
  readonly #places: ThreadPlaces;

  constructor(
    @Inject(SEND) send: SendCommand,
    @Inject(RESULTS) results: Results,
    @Inject(TEXTS) texts: Texts,
    @Inject(PLACES) places: ThreadPlaces,
  ) {
    this.#send = send;
    this.#results = results;
    this.#texts = texts;
    this.#places = places;
  }

  @Post()
  @RequireScope('policy:review')
  async startThread(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() { policyId, version }: VersionPath,
    @Body() { place, isBlocking = false, comment }: StartThreadRequest,
  ) {
    if (place !== undefined) await this.#places.verify(request, { policyId, version, place });
    const digests = await this.#texts.seal(request, { comment });
    const data = {
      policyId,
      version,
      ...(place !== undefined && { place: withoutAbsent(place) }),
      isBlocking,
      ...digests,
    };
    const sent = await this.#send(request, { type: 'StartThread', data });
    const thread = startedThread(sent);
    const made = await this.#results.of(sent, threadByNumber(policyId, version, thread));
    answer(reply, sent, made, {
      createdAt: `/policies/${policyId}/versions/${version}/threads/${thread}`,
    });
  }

  @Post(':thread/replies')
  @HttpCode(200)
  @RequireScope('policy:review', 'policy:author')
  async replyInThread(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param() path: ThreadPath,
    @Body() { comment }: CommentRequest,
  ) {
    await this.#follow('ReplyInThread', request, reply, {
      path,
      texts: await this.#texts.seal(request, { comment }),
    });
  }

  @Post(':thread/resolve')
  @HttpCode(200)
  @RequireScope('policy:review', 'policy:author')
  async resolveThread(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param() path: ThreadPath) {
    await this.#follow('ResolveThread', request, reply, { path });
  }

  @Post(':thread/reopen')
  @HttpCode(200)
  @RequireScope('policy:review')
  async reopenThread(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Param() path: ThreadPath) {
    await this.#follow('ReopenThread', request, reply, { path });
  }

  async #follow(
    type: 'ReplyInThread' | 'ResolveThread' | 'ReopenThread',
    request: FastifyRequest,
    reply: FastifyReply,
    { path, texts }: { readonly path: ThreadPath; readonly texts?: TextDigests },
  ): Promise<void> {
    const { policyId, version, thread } = path;
    const data = { policyId, version, thread, ...texts };
    const sent = await this.#send(request, { type, data, ...ifMatchOf(request) });
    answer(reply, sent, await this.#results.of(sent, threadByNumber(policyId, version, thread)));
  }
}

// An accepted command started exactly one thread.
const startedThread = (sent: Sent): number => Number(factIn(sent, 'ThreadStarted')?.data['thread'] ?? 0);

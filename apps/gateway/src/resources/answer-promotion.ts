import { environmentById } from '@policy-registry/read-models';
import type { FastifyReply } from 'fastify';

import { answer, answerUnderWay, type Results } from '../command/answer.ts';
import { factIn, type Sent } from '../command/send-command.ts';
import type { Resource } from '../read/read-models.ts';
import { promotionAsked, promotionIn, promotionProblem } from './promotion-standing.ts';

/** Answers what was asked to be promoted with the environment, once it is signed and bound, or while it is not. */
export const answerPromotion = async (
  reply: FastifyReply,
  sent: Sent,
  results: Results,
  environmentId: string,
): Promise<void> => {
  const asked = promotionAsked(sent);
  const standingIn = (environment: Resource) => asked && promotionIn(environment, asked);
  const made = await results.after(
    sent,
    environmentById(environmentId),
    (environment) => standingIn(environment)?.isOver ?? true,
  );
  const standing = made && standingIn(made.resource);
  if (standing?.failure !== undefined) throw promotionProblem(standing.failure);
  if (made !== undefined && (standing?.isOver === false || isFirstOfTwo(sent)))
    return answerUnderWay(reply, sent, made, `/environments/${environmentId}`);
  answer(reply, sent, made);
};

/** The promotion waits for a second person. */
const isFirstOfTwo = (sent: Sent): boolean => factIn(sent, 'PromotionConfirmed') !== undefined;

import type { Version } from '../../policy/state.ts';
import { refusal } from '../../rejection-codes.ts';
import { hasDuty } from '../../tenant/duties.ts';
import type { CreatedEnvironment } from '../bound-version.ts';
import { bindingOf } from '../state.ts';
import { judgesBySimulation } from './evidence.ts';
import { counted, type Gate, type Judging } from './gate.ts';
import type { PromotionApproval } from './settings.ts';

/** Enough persons agreed to this very promotion, as it stands now. */
export const promotionApprovalsGate: Gate = (judging) => {
  const asked = judging.environment.gates?.gates.promotionApprovals;
  if (asked === undefined) return undefined;
  const { length } = countedApprovals(judging);
  const ok = length >= asked.approvals;
  const [value, needed] = [length, asked.approvals].map((count) => counted(count, 'approval'));
  return {
    gate: 'promotionApprovals',
    ok,
    value: `${value} of this promotion`,
    needed: `${needed} of this promotion`,
    ...(!ok && {
      refusal: refusal('PROMOTION_APPROVALS_LACKING', `${length} of ${needed} of this promotion`),
    }),
  };
};

/** The approvals that are of exactly this promotion, by persons who may give one. */
const countedApprovals = ({
  promotion,
  promoters,
  tenant,
  version,
  environment,
  evidence,
}: Judging): readonly PromotionApproval[] => {
  const bound = boundOf({ promotion, version, environment, evidence });
  const isApart = hasDuty(tenant.approvalPolicy, 'promoters_never_approve');
  const given = environment.promotionApprovals.get(promotion.policyId) ?? [];
  return given.filter(
    (approval) =>
      isOf(approval, bound) &&
      !hadHand(approval.by, version, environment) &&
      !(isApart && promoters.includes(approval.by)),
  );
};

/** What an approval of a promotion is bound to: when any of it is another, it counts for nothing. */
export type Bound = Omit<PromotionApproval, 'by' | 'at' | 'gatesVersion'> & {
  readonly gatesVersion: number | undefined;
};

export const boundOf = ({
  promotion,
  version,
  environment,
  evidence,
}: Pick<Judging, 'promotion' | 'version' | 'environment' | 'evidence'>): Bound => {
  const simulation = judgesBySimulation(environment) ? evidence.simulation : undefined;
  const { stable } = bindingOf(environment, promotion.policyId);
  return {
    version: promotion.version,
    contentDigest: version.contentDigest,
    gatesVersion: environment.gates?.version,
    ...(stable !== undefined && { stable }),
    ...(simulation !== undefined && {
      simulationId: simulation.simulationId,
      resultDigest: simulation.result.resultDigest,
    }),
  };
};

export const isOf = (approval: PromotionApproval, bound: Bound): boolean =>
  approval.version === bound.version &&
  approval.contentDigest === bound.contentDigest &&
  approval.gatesVersion === bound.gatesVersion &&
  approval.stable === bound.stable &&
  approval.simulationId === bound.simulationId &&
  approval.resultDigest === bound.resultDigest;

/** Whether somebody had a hand in the version, or in what it has to pass here since it was submitted. */
export const hadHand = (
  id: string,
  { lineage, submittedAt }: Version,
  { gateSetters }: CreatedEnvironment,
): boolean => {
  const setAt = gateSetters.get(id);
  // Where nobody knows when it was submitted, it may have been before.
  return lineage.includes(id) || (setAt !== undefined && (submittedAt === undefined || setAt >= submittedAt));
};

import { GATE_COMMANDS } from './gate-commands.ts';
import { sha } from './samples.ts';

const policyId = 'pay-gate';
const ofVersion = { policyId, version: 1 };

/** One command of each type that environments take, and what it concerns. */
export const ENVIRONMENT_COMMANDS = {
  CreateEnvironment: {
    to: 'environment.prod',
    data: { environmentId: 'prod', name: 'Production', order: 3 },
  },
  ...GATE_COMMANDS,
  PromoteVersion: {
    to: 'environment.prod',
    data: { ...ofVersion, environmentId: 'prod', canary: { percentage: '5', tags: ['tier:0'] } },
  },
  RecordPromotionAttestation: {
    to: 'environment.prod',
    data: {
      ...{ environmentId: 'prod', policyId, attempt: 1 },
      ...{ statementDigest: sha('s'), attestationId: sha('b'), keyId: sha('k') },
    },
  },
  RecordPromotionFailure: {
    to: 'environment.prod',
    data: { environmentId: 'prod', policyId, attempt: 1, reason: 'SIGNER_UNREACHABLE' },
  },
  TimeOutPromotion: { to: 'environment.prod', data: { environmentId: 'prod', policyId, attempt: 1 } },
  PauseCanary: { to: 'environment.prod', data: { environmentId: 'prod', policyId } },
  ContinueCanary: {
    to: 'environment.prod',
    data: { environmentId: 'prod', policyId, percentage: '10', complete: false },
  },
  AbortCanary: { to: 'environment.prod', data: { environmentId: 'prod', policyId } },
  RollBack: {
    to: 'environment.prod',
    data: { environmentId: 'prod', policyId, incident: 'INC-1', reasonDigest: sha('r') },
  },
  RollOff: { to: 'environment.prod', data: { environmentId: 'prod', policyId } },
} as const;

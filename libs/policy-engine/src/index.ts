/** Adapters of the Policy Engine port. */
export { embeddedPolicyEngine } from './embedded-policy-engine.ts';
export { policyEngines } from './policy-engines.ts';

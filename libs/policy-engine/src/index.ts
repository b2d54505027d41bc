/** Adapters of the Policy Engine port, and the contract of the remote ones. */
export { compilerFor, evaluatorFor } from './choose-engine.ts';
export { connectEngines } from './connected-engines.ts';
export type { ConnectedEngines, EngineSource, EngineState } from './connected-engines.ts';
export { embeddedPolicyEngine } from './embedded-policy-engine.ts';
export { describeEngineContract } from './http/describe-contract.ts';
export { httpPolicyEngine } from './http/http-policy-engine.ts';
export type { HttpEngineOptions } from './http/http-policy-engine.ts';
export {
  Capabilities,
  CompileAnswer,
  CompileRequest,
  CONTRACT,
  EvaluateAnswer,
  EvaluateRequest,
  ExplainAnswer,
  ExplainRequest,
  PROBLEMS,
} from './http/wire.ts';
export type { ProblemCode } from './http/wire.ts';
export { opaPolicyEngine } from './opa/opa-policy-engine.ts';
export type { OpaOptions } from './opa/opa-server.ts';
export { policyEngines } from './policy-engines.ts';

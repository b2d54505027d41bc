import type { SimulationFact } from '@policy-registry/domain';

type FailureCode = Extract<SimulationFact, { type: 'SimulationFailed' }>['data']['code'];

/** A simulation that cannot succeed however often it is tried. */
export class SimulationRefused extends Error {
  override readonly name = 'SimulationRefused';
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

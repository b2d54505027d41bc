import type { SimulationFailureCode } from '@policy-registry/domain';

/** A simulation that cannot succeed however often it is tried. */
export class SimulationRefused extends Error {
  override readonly name = 'SimulationRefused';
  readonly code: SimulationFailureCode;
  constructor(code: SimulationFailureCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

import { irBytes, type IrAction, type IrExpression, type IrPolicy, type IrRule } from '../ir.ts';
import { LANGUAGE } from '../language.ts';
import { type Policy, readIr } from '../policy.ts';

/** A policy in compiled form, ready to run; what is left out is empty. */
export const policyOfIr = (parts: {
  readonly rules: readonly IrRule[];
  readonly profile?: NonNullable<IrPolicy['profiles']>['severity'];
  readonly settings?: Partial<IrPolicy['settings']>;
}): Policy =>
  readIr(
    irBytes({
      name: 'P',
      syntax: LANGUAGE,
      metadata: {},
      settings: { shadow: false, default_status: 'affected', signals: {}, env: {}, ...parts.settings },
      ...(parts.profile !== undefined && { profiles: { severity: parts.profile } }),
      rules: [...parts.rules],
    }),
  );

export const name = (text: string): IrExpression => ({ op: 'name', name: text });
export const text = (value: string): IrExpression => ({ op: 'string', value });
export const decimal = (value: string): IrExpression => ({ op: 'decimal', value });
export const TRUE: IrExpression = { op: 'boolean', value: true };

/** A rule that fires on every finding. */
export const always = (...then: readonly IrAction[]): IrRule => ({
  name: 'r',
  priority: 1,
  when: TRUE,
  then: [...then],
});

import { refusal } from '../../rejection-codes.ts';
import { unknown, UNKNOWN, type Gate } from './gate.ts';

/** Enough of the version's rules decided something in the simulation. A policy without rules has no coverage to speak of. */
export const coverageGate: Gate = ({ environment, evidence }) => {
  const asked = environment.gates?.gates.coverage;
  if (asked === undefined) return undefined;
  const { percentMin } = asked;
  const needed = `at least ${percentMin} % of the rules`;
  if (evidence.simulation === undefined) return unknown('coverage', needed, evidence.refusal);
  const { simulation } = evidence;
  const { rules, rulesHit } = simulation.result.coverage;
  const ok = rules > 0 && rulesHit * 100 >= percentMin * rules;
  return {
    gate: 'coverage',
    ok,
    value: rules > 0 ? `${rulesHit} of ${rules} rules` : UNKNOWN,
    needed,
    ...(!ok && {
      refusal: refusal('COVERAGE_LOW', `${rulesHit} of ${rules} rules decided something`),
    }),
  };
};

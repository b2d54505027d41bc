// CVSS 3.1 base scores (specification §7.1), so that the vectors and scores of the example reports agree.

const ATTACK_VECTOR = { N: 0.85, A: 0.62, L: 0.55, P: 0.2 };
const COMPLEXITY = { L: 0.77, H: 0.44 };
const PRIVILEGES = { U: { N: 0.85, L: 0.62, H: 0.27 }, C: { N: 0.85, L: 0.68, H: 0.5 } };
const INTERACTION = { N: 0.85, R: 0.62 };
const IMPACT = { H: 0.56, L: 0.22, N: 0 };

/** The vector text of eight letters in the order AV AC PR UI S C I A. */
export const toVector = ([av, ac, pr, ui, s, c, i, a]) =>
  `CVSS:3.1/AV:${av}/AC:${ac}/PR:${pr}/UI:${ui}/S:${s}/C:${c}/I:${i}/A:${a}`;

export const toScore = ([av, ac, pr, ui, s, c, i, a]) => {
  const missing = 1 - (1 - IMPACT[c]) * (1 - IMPACT[i]) * (1 - IMPACT[a]);
  const impact = s === 'U' ? 6.42 * missing : 7.52 * (missing - 0.029) - 3.25 * power(missing - 0.02, 15);
  if (impact <= 0) return 0;
  const exploitability = 8.22 * ATTACK_VECTOR[av] * COMPLEXITY[ac] * PRIVILEGES[s][pr] * INTERACTION[ui];
  return roundedUp(Math.min((s === 'U' ? 1 : 1.08) * (impact + exploitability), 10));
};

export const toBand = (score) =>
  score >= 9 ? 'CRITICAL' : score >= 7 ? 'HIGH' : score >= 4 ? 'MEDIUM' : 'LOW';

// By multiplication: `**` may differ in the last digit between engines.
const power = (value, exponent) =>
  Array.from({ length: exponent }, () => value).reduce((product, factor) => product * factor, 1);

// To one decimal, upwards, on integers so that no binary fraction decides (specification, appendix A).
const roundedUp = (score) => {
  const scaled = Math.round(score * 100_000);
  return scaled % 10_000 === 0 ? scaled / 100_000 : (Math.floor(scaled / 10_000) + 1) / 10;
};

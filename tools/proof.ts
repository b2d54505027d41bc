/** Where it is shown that settings change what their programs do, or that a flag of a tenant does. */
export type Proof = {
  readonly programs: readonly string[];
  readonly keys: readonly string[];
  readonly spec: string;
  /** The name of the test in it. */
  readonly test: string;
  /** The file that sets the keys for the spec, where that does not do so itself. */
  readonly setBy?: string;
};

export const shownIn = (spec: string, proofs: readonly Omit<Proof, 'spec'>[]): readonly Proof[] =>
  proofs.map((proof) => ({ ...proof, spec }));

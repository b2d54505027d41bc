import { writePrivateJson } from './private-file.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What the projector opens each tenant with: its settings, its first approval policy, its environments. */
export type Seed = {
  readonly tenants: readonly {
    readonly tenant: string;
    readonly settings: { readonly authenticationAgeMaxMs: number; readonly simulationAgeMaxMs: number };
    readonly approvals: number;
    readonly environments: readonly string[];
  }[];
};

/** Writes the seed of these tenants, all with the documented defaults. */
export const writeSeed = async (path: string, tenants: readonly string[]): Promise<void> => {
  const seed: Seed = {
    tenants: tenants.map((tenant) => ({
      tenant,
      settings: { authenticationAgeMaxMs: 5 * MINUTE_MS, simulationAgeMaxMs: DAY_MS },
      approvals: 1,
      environments: ['prod'],
    })),
  };
  await writePrivateJson(path, seed);
};

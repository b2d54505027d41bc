/** Where the files of a simulation's archive lie. */
export const SIMULATION_PATHS = {
  inputs: 'inputs.json',
  result: 'result.json',
  snapshot: 'snapshot.json',
  baseIr: 'policy/base.json',
  candidateIr: 'policy/candidate.json',
} as const;

/** Where the files of a publication's archive lie. */
export const PUBLICATION_PATHS = {
  publication: 'publication.json',
  content: 'version.json',
  ir: 'policy/published.json',
} as const;

export const shardPath = (index: number): string => `shards/${String(index).padStart(4, '0')}.json`;
export const isShardPath = (path: string): boolean => /^shards\/\d{4}\.json$/.test(path);

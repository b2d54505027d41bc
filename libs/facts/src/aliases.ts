import { compareBytewise } from '@policy-registry/kernel';

// Distributors' bulletins (RHSA, DSA, USN …) cover several vulnerabilities: taking one for an alias would carry
// a statement on one vulnerability over to the others. These schemes number single vulnerabilities.
const SINGLE_VULNERABILITY = /^(CVE|GHSA|GO|RUSTSEC|PYSEC|OSV|GMS|MAL|SNYK|NSWG)-/;

/** True when ids of this scheme number single vulnerabilities. */
export const isSingleVulnerability = (id: string): boolean => SINGLE_VULNERABILITY.test(id);

/** The aliases of `id` among these texts: a set, sorted bytewise, of ids that number single vulnerabilities. */
export const aliasesOf = (id: string, ids: readonly string[]): string[] =>
  [...new Set(ids)].filter((alias) => alias !== id && isSingleVulnerability(alias)).toSorted(compareBytewise);

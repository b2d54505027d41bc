/** Tenants that one process tells apart in its metrics: a histogram of the API has about a thousand series of each. */
export const TENANT_LABELS_MAX = 200;

/** What further tenants are counted under together. No tenant has this name: names have no underscore. */
export const OTHER_TENANTS = '_other';

/** Keeps the first `max` tenants as they are, and names all others alike: what is reported cannot grow without end. */
export const boundedTenants = (max: number = TENANT_LABELS_MAX): ((tenant: string) => string) => {
  const known = new Set<string>();
  return (tenant) => {
    if (known.has(tenant)) return tenant;
    if (known.size >= max) return OTHER_TENANTS;
    known.add(tenant);
    return tenant;
  };
};

import { z } from 'zod';

/** Who acts, as the edge established it. Ids are opaque; display names live outside of events. */
export const Principal = z.strictObject({
  type: z.enum(['user', 'service', 'system']),
  id: z.string().min(1).max(128),
  scopes: z.array(z.string().min(1).max(64)).max(64),
  /** True only for a person at a keyboard; publish and promote demand it. */
  isInteractive: z.boolean(),
  /** When the person last authenticated (OIDC Core §2, `auth_time`), epoch milliseconds. */
  authenticatedAt: z.int().optional(),
});
export type Principal = z.infer<typeof Principal>;

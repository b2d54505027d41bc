const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'LOG_LEVEL', 'NODE_COMPILE_CACHE'] as const;
const INHERITED_PREFIX = 'OTEL_';

/** What the registry's programs get of the caller's variables: little, so that a shell cannot change a stack unseen. */
export const inheritedEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => {
      const isInherited = INHERITED.some((name) => name === key) || key.startsWith(INHERITED_PREFIX);
      return isInherited && value !== undefined ? [[key, value]] : [];
    }),
  );

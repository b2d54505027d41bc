/** What a look at one thing says. `unknown` could not be looked at; a `warning` works, and is not as it should be. */
export type Check = {
  readonly name: string;
  readonly status: 'ok' | 'warning' | 'fault' | 'unknown';
  readonly detail: string;
  /** What to do about it. */
  readonly remedy?: string;
};

export const ok = (name: string, detail: string): Check => ({ name, status: 'ok', detail });
export const fault = (name: string, detail: string, remedy: string): Check => ({
  name,
  status: 'fault',
  detail,
  remedy,
});
export const warning = (name: string, detail: string, remedy: string): Check => ({
  name,
  status: 'warning',
  detail,
  remedy,
});
export const unknown = (name: string, detail: string, remedy: string): Check => ({
  name,
  status: 'unknown',
  detail,
  remedy,
});

const SHOWN_MAX = 5;

/** All is well, or what of it is not: the first few. */
export const none = (
  name: string,
  faults: readonly string[],
  said: { readonly well: string; readonly remedy: string },
): Check =>
  faults.length === 0
    ? ok(name, said.well)
    : fault(
        name,
        [
          ...faults.slice(0, SHOWN_MAX),
          ...(faults.length > SHOWN_MAX ? [`${faults.length} in all`] : []),
        ].join('; '),
        said.remedy,
      );

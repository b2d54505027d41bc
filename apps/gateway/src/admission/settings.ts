/** Every rate is a quota for this time, in which it also comes back. */
export const RATE_WINDOW_SECONDS = 10;

/** How much of what a gateway takes; rates are for {@link RATE_WINDOW_SECONDS}. */
export type AdmissionSettings = {
  readonly rates: {
    readonly addressRequests: number;
    readonly tenantReads: number;
    readonly tenantCommands: number;
    readonly principalReads: number;
    readonly principalCommands: number;
    readonly tenantUploadBytes: number;
  };
  /** Requests that are being answered at once. */
  readonly requests: { readonly total: number; readonly tenant: number };
  readonly uploads: { readonly total: number; readonly tenant: number };
  readonly streams: { readonly total: number; readonly tenant: number; readonly principal: number };
};

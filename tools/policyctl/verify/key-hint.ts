import { z } from 'zod';

const NamesKey = z.looseObject({
  verificationMaterial: z.looseObject({ publicKey: z.looseObject({ hint: z.string().min(1) }) }),
});

/** The key that a Sigstore bundle names as its signer's, unverified; `undefined` when it names none. */
export const keyHintOf = (bundle: Uint8Array): string | undefined => {
  try {
    const parsed = NamesKey.safeParse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bundle)));
    return parsed.success ? parsed.data.verificationMaterial.publicKey.hint : undefined;
  } catch {
    return undefined; // not UTF-8 or not JSON: no bundle
  }
};

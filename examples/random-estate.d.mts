/** Documents of a random estate that `seed` determines; see `random-estate.mjs`. */
export const randomEstate: (
  seed: number,
  sizes?: { readonly images?: number; readonly findings?: number },
) => { readonly name: string; readonly kind: 'trivy' | 'openvex' | 'options'; readonly bytes: Uint8Array }[];

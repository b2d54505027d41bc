/** Something this machine does not offer. The message is one sentence that ends with the fix; no stack is shown. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

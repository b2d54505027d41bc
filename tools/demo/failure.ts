/** The guided run cannot go on; the message says at what, in words for whoever watches. */
export class RunFailed extends Error {
  override readonly name = 'RunFailed';
}

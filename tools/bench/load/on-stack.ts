import { startStack, type Stack, type StackOptions } from '../../stack/start-stack.ts';

/** Lends a fresh stack to `work` and removes it afterwards. `signal` also tells when a part of it is lost. */
export const onStack = async <T>(
  options: StackOptions & { readonly signal: AbortSignal },
  work: (stack: Stack, signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const stack = await startStack({ isEphemeral: true, ...options });
  const losing = new AbortController();
  void stack.lost.then((loss) => losing.abort(loss));
  try {
    return await work(stack, AbortSignal.any([options.signal, losing.signal]));
  } finally {
    await stack.stop();
  }
};

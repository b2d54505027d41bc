import type { FastifyInstance } from 'fastify';

import type { MethodsOf } from './problem-filter.ts';

/** Remembers which methods each path has, so that a wrong method is told apart from a wrong path. */
export const knownRoutes = (instance: FastifyInstance): MethodsOf => {
  const methods = new Map<string, { readonly pattern: RegExp; readonly names: Set<string> }>();
  instance.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(url) ?? { pattern: patternOf(url), names: new Set<string>() };
    for (const name of [method].flat()) known.names.add(name);
    methods.set(url, known);
  });
  return (path) => {
    const fitting = [...methods.values()].filter(({ pattern }) => pattern.test(path));
    return [...new Set(fitting.flatMap(({ names }) => [...names]))].sort();
  };
};

const patternOf = (url: string): RegExp =>
  new RegExp(
    `^${url
      .split('/')
      .map((segment) => (segment.startsWith(':') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('/')}$`,
  );

import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { createMetrics, operationsModule } from '@policy-registry/platform';
import { z } from 'zod';

import { CONTROLLERS } from '../app.module.ts';
import { PUBLIC_PATHS, scopesOf } from '../edge/access-guard.ts';
import * as tokens from '../tokens.ts';
import type { JsonObject } from './request-schemas.ts';

/** One method of one path, as its controller declares it. */
export type Route = {
  readonly path: string;
  readonly method: string;
  /** Of the controller's method; it is the operation's id. */
  readonly name: string;
  readonly tag: string;
  readonly isPublic: boolean;
  readonly scopes: string | undefined;
  /** Names of the request classes that it takes. */
  readonly takes: readonly string[];
  readonly body: { readonly mediaType: string; readonly schema: JsonObject } | undefined;
};

@Module({
  imports: [
    operationsModule({
      readiness: async () => ({ checks: {}, notes: [] }),
      metrics: createMetrics('gateway'),
    }),
  ],
  controllers: [...CONTROLLERS],
  providers: Object.values(tokens).map((provide) => ({ provide, useValue: {} })),
})
class DescribedModule {}

const Documented = z.record(
  z.string(),
  z.record(
    z.string(),
    z.object({
      operationId: z.string(),
      tags: z.tuple([z.string()]),
      requestBody: z
        .object({
          content: z.object({ 'application/json': z.object({ schema: z.object({ $ref: z.string() }) }) }),
        })
        .optional(),
    }),
  ),
);

/** Every route of the gateway, as Nest will serve it; nothing is started for that. */
export const routes = async (): Promise<readonly Route[]> => {
  const app = await NestFactory.create(DescribedModule, new FastifyAdapter(), {
    preview: true,
    abortOnError: false,
    logger: false,
  });
  const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build(), {
    operationIdFactory: (_controller, method) => method,
  });
  return Object.entries(Documented.parse(paths)).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { operationId: name, tags, requestBody }]): Route => {
      const handler = handlerOf(name);
      const scopes =
        handler &&
        scopesOf(handler.method)
          .map((choice) => [choice].flat().join(' and '))
          .join(', or ');
      const schema = requestBody?.content['application/json'].schema;
      const isUpload = name === 'uploadBlob';
      return {
        path,
        method,
        name,
        tag: tags[0].replace(/Files$/, 's'),
        isPublic: PUBLIC_PATHS.includes(path),
        scopes: scopes === '' ? undefined : scopes,
        takes: handler?.takes ?? [],
        body: isUpload ? UPLOAD : schema && { mediaType: 'application/json', schema },
      };
    }),
  );
};

// A stream of bytes has no class that could say so.
const UPLOAD = { mediaType: 'application/octet-stream', schema: {} } as const;

const handlerOf = (
  name: string,
): { readonly method: object; readonly takes: readonly string[] } | undefined => {
  for (const { prototype } of CONTROLLERS) {
    const method: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
    if (typeof method !== 'function') continue;
    const types: readonly Type[] = Reflect.getMetadata('design:paramtypes', prototype, name) ?? [];
    return { method, takes: types.map((type) => type.name) };
  }
  return undefined;
};

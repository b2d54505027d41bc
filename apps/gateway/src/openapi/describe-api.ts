import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

import { CONTROLLERS } from '../app.module.ts';
import * as tokens from '../tokens.ts';

@Module({ controllers: [...CONTROLLERS], providers: Object.values(tokens).map((provide) => ({ provide, useValue: {} })) })
class DescribedModule {}

export const raw = async (): Promise<OpenAPIObject> => {
  const app = await NestFactory.create(DescribedModule, new FastifyAdapter(), { preview: true, abortOnError: false, logger: false });
  return SwaggerModule.createDocument(app, new DocumentBuilder().build(), {
    operationIdFactory: (_controller, method) => method,
  });
};

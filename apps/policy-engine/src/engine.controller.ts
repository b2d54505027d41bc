import { Body, Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import type { CompiledPolicy, PolicyEngine } from '@policy-registry/finding';
import { parseTimestamp, sha256Hex } from '@policy-registry/kernel';
import {
  CompileRequest,
  CONTRACT,
  EvaluateRequest,
  ExplainRequest,
  type Capabilities,
  type CompileAnswer,
  type EvaluateAnswer,
  type ExplainAnswer,
} from '@policy-registry/policy-engine';
import { z } from 'zod';

import { Problem } from './edge/problem.ts';
import { FINDINGS_MAX, REQUEST_BYTES_MAX } from './limits.ts';

export const ENGINE = Symbol('PolicyEngine');
const STELLA = { name: 'stella-dsl@1', entryFile: 'policy.stella' };

/** The contract of `openapi/policy-engine.yaml`, answered by one engine. */
@Controller('v1')
export class EngineController {
  readonly #engine: PolicyEngine;

  constructor(@Inject(ENGINE) engine: PolicyEngine) {
    this.#engine = engine;
  }

  @Get('capabilities')
  capabilities(): Capabilities {
    const { build, languages = [STELLA] } = this.#engine;
    return {
      contract: CONTRACT,
      build,
      languages: [...languages],
      limits: { requestBytesMax: REQUEST_BYTES_MAX, findingsMax: FINDINGS_MAX },
    };
  }

  @Post('compile')
  @HttpCode(200)
  async compile(@Body() body: unknown): Promise<z.infer<typeof CompileAnswer>> {
    const { files } = this.#read(CompileRequest, body);
    const { compiled, diagnostics } = await this.#engine.compile(
      new Map(files.map(({ path, content }) => [path, bytesOf(content)])),
    );
    return {
      build: this.#engine.build,
      ...(compiled !== undefined && {
        compiled: toWire(compiled),
      }),
      diagnostics: [...diagnostics],
    };
  }

  @Post('evaluate')
  @HttpCode(200)
  async evaluate(@Body() body: unknown): Promise<z.infer<typeof EvaluateAnswer>> {
    const request = this.#read(EvaluateRequest, body);
    if (request.findings.length > FINDINGS_MAX)
      throw new Problem('INPUT_TOO_LARGE', `an evaluation takes ${FINDINGS_MAX} findings at most`);
    const ir = bytesOf(request.ir);
    const outcomes = await this.#engine.evaluate(ir, request.findings, settingOf(request));
    return { build: this.#engine.build, irDigest: sha256Hex(ir), outcomes: [...outcomes] };
  }

  @Post('explain')
  @HttpCode(200)
  async explain(@Body() body: unknown): Promise<z.infer<typeof ExplainAnswer>> {
    const request = this.#read(ExplainRequest, body);
    const ir = bytesOf(request.ir);
    const { outcome, trace } = await this.#engine.explain(ir, request.finding, settingOf(request));
    return { build: this.#engine.build, irDigest: sha256Hex(ir), outcome, trace: [...trace] };
  }

  /** The request, if it has its shape and wants this build. */
  #read<Shape extends z.ZodType<{ readonly build: string }>>(shape: Shape, body: unknown): z.infer<Shape> {
    const read = shape.safeParse(body);
    if (!read.success) {
      const [issue] = read.error.issues;
      const place = `/${issue?.path.join('/') ?? ''}`;
      throw new Problem('REQUEST_INVALID', `the body is wrong at ${place}: ${issue?.message ?? ''}`);
    }
    if (read.data.build !== this.#engine.build)
      throw new Problem('BUILD_CHANGED', `this is ${this.#engine.build}`);
    return read.data;
  }
}

const toWire = ({ ir, rules, index, ...compiled }: CompiledPolicy) => ({
  ...compiled,
  ir: Buffer.from(ir).toString('base64'),
  rules: [...rules],
  ...(index !== undefined && {
    index: index.map(({ reads, ...entry }) => ({ ...entry, reads: [...reads] })),
  }),
});

const settingOf = ({
  evaluatedAt,
  env,
}: z.infer<typeof ExplainRequest> | z.infer<typeof EvaluateRequest>) => {
  const evaluatedAtMs = parseTimestamp(evaluatedAt);
  if (evaluatedAtMs === undefined) throw new Problem('REQUEST_INVALID', 'evaluatedAt names no instant');
  return { evaluatedAtMs, env };
};

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

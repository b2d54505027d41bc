import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { edgeProblems } from '@policy-registry/contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';

import { Problem, type Fault } from './problem.ts';

const FAULTS_MAX = 50;

/** Reads what arrives from outside into its request class, or refuses it with a pointer to every fault. */
export class RequestPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom' || metatype === undefined || BUILT_IN.has(metatype)) return value;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Problem(edgeProblems.inputInvalid, 'the body must be a JSON object');
    }
    const request: object = plainToInstance(metatype, value);
    const errors = validateSync(request, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
    });
    if (errors.length === 0) return request;
    if (type === 'param') throw new Problem(edgeProblems.notFound, 'no resource has this path');

    const faults = errors.flatMap((error) => faultsOf(error, '')).slice(0, FAULTS_MAX);
    const place = type === 'query' ? 'the query' : 'the body';
    throw new Problem(
      edgeProblems.inputInvalid,
      `${place} has ${faults.length} fault${faults.length === 1 ? '' : 's'}`,
      { faults },
    );
  }
}

// What emitted type metadata says of parameters that have no request class.
const BUILT_IN = new Set<unknown>([Object, String, Number, Boolean, Array]);

const faultsOf = (
  { property, constraints = {}, children = [] }: ValidationError,
  parent: string,
): readonly Fault[] => {
  const pointer = `${parent}/${escaped(property)}`;
  const own = Object.entries(constraints).map(([rule, detail]) => ({ code: toCode(rule), detail, pointer }));
  return [...own, ...children.flatMap((child) => faultsOf(child, pointer))];
};

const toCode = (rule: string): string => rule.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

// RFC 6901 §3
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

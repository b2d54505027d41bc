import { Readable } from 'node:stream';

import type { ArgumentMetadata, PipeTransform } from '@nestjs/common';
import { edgeProblems } from '@policy-registry/contracts';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';

import { Problem, type Fault } from './problem.ts';

const FAULTS_MAX = 50;
export const BODY_DEPTH_MAX = 8;

/** Reads what arrives from outside into its request class, or refuses it with a pointer to every fault. */
export class RequestPipe implements PipeTransform {
  transform(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
    if (type === 'custom' || metatype === undefined || BUILT_IN.has(metatype)) return value;
    verifyPlain(value);
    const request: object = plainToInstance(metatype, value);
    const errors = validateSync(request, RULES);
    if (errors.length === 0) return request;
    if (type === 'param') throw new Problem(edgeProblems.notFound, 'no resource has this path');

    const faults = errors.flatMap((error) => faultsOf(error, '')).slice(0, FAULTS_MAX);
    const place = type === 'query' ? 'the query' : 'the body';
    const count = `${faults.length} fault${faults.length === 1 ? '' : 's'}`;
    throw new Problem(edgeProblems.inputInvalid, `${place} has ${count}`, { faults });
  }
}

const RULES = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true } as const;

// class-transformer constructs whatever it finds, and goes as deep as it finds: let it see parsed JSON alone.
const verifyPlain = (value: unknown): void => {
  if (value instanceof Readable) {
    throw new Problem(edgeProblems.mediaTypeUnsupported, 'the body must be application/json');
  }
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject) throw new Problem(edgeProblems.inputInvalid, 'the body must be a JSON object');
  if (isDeeperThan(value, BODY_DEPTH_MAX)) {
    throw new Problem(edgeProblems.inputInvalid, `the body is nested deeper than ${BODY_DEPTH_MAX} levels`);
  }
  if (!isWellFormed(value)) {
    throw new Problem(
      edgeProblems.inputInvalid,
      'the body has text with a lone surrogate (RFC 7493 §2.1) or NUL',
    );
  }
};

const isDeeperThan = (value: unknown, levels: number): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
};

// A lone surrogate has no bytes, so it could be neither stored nor hashed; PostgreSQL takes no NUL in a text.
const isStorable = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

const isWellFormed = (value: unknown): boolean => {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, member]) => isStorable(name) && isWellFormed(member));
};

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

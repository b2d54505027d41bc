import { WAIVER_ID } from '@policy-registry/domain';
import { ID_TOKEN } from '@policy-registry/kernel';
import { Transform } from 'class-transformer';
import { Matches, ValidateBy, ValidateIf } from 'class-validator';

// Rules of single members that several requests share. Each is a class-validator rule, so the OpenAPI document has it too.

const SUBJECT = /^[A-Za-z0-9][A-Za-z0-9._:@|/-]{0,127}$/;
const DIGEST = /^[0-9a-f]{64}$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const VISIBLE = /\S/;
const WHOLE_NUMBER = /^(0|[1-9]\d{0,8})$/;
const ENV_NAME = /^[a-z][a-z0-9_]{0,63}$/;
const ENV_NAMES_MAX = 64;
const ENV_VALUE_LENGTH_MAX = 256;

/** A slug that names a resource: lower-case letters, digits and hyphens. */
export const IsId = (options: { readonly each?: boolean } = {}) =>
  Matches(ID_TOKEN, { ...options, message: 'is no id of lower-case letters, digits and hyphens' });

/** Somebody, by the `sub` of their tokens. */
export const IsSubject = (options: { readonly each?: boolean } = {}) =>
  Matches(SUBJECT, { ...options, message: 'is no subject id of 1 to 128 letters, digits and ._:@|/-' });

/** SHA-256 in 64 lower-case hexadecimal digits. */
export const IsDigest = () => Matches(DIGEST, { message: 'is no SHA-256 digest in lower-case hexadecimal' });

/** A waiver: its policy and its number, as in `pay-gate.3`. */
export const IsWaiverId = () => Matches(WAIVER_ID, { message: 'is no id of a waiver such as pay-gate.3' });

export const IsInstant = () =>
  Matches(TIMESTAMP, { message: 'is no instant in the form YYYY-MM-DDTHH:mm:ss.sssZ' });

/** Text with something to read in it. */
export const IsReadable = () => Matches(VISIBLE, { message: 'has nothing to read in it' });

/** A content of a policy: `r3` is revision 3 of its workspace, `v2` its version 2. */
export const IsContentName = () =>
  Matches(/^[rv][1-9]\d{0,8}$/, { message: 'is no revision like r3 and no version like v2' });

/** Semantic Versioning 2.0.0 without build metadata. */
export const IsSemver = () =>
  Matches(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/, {
    message: 'is no semantic version like 1.4.0 or 2.0.0-rc.1',
  });

/** A number that arrives as text, in a path or a query; anything but plain digits stays text and is refused. */
export const FromDigits = () =>
  Transform(({ value }: { readonly value: unknown }) =>
    typeof value === 'string' && WHOLE_NUMBER.test(value) ? Number(value) : value,
  );

/** A map from lower-case names to short texts. */
export const IsEnvironmentMap = () =>
  ValidateBy({
    name: 'isEnvironmentMap',
    validator: {
      validate: isEnvironmentMap,
      defaultMessage: () =>
        `is no object of at most ${ENV_NAMES_MAX} lower-case names with texts of at most ${ENV_VALUE_LENGTH_MAX} characters`,
    },
  });

const isEnvironmentMap = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  return (
    entries.length <= ENV_NAMES_MAX &&
    entries.every(
      ([name, text]) =>
        ENV_NAME.test(name) && typeof text === 'string' && text.length <= ENV_VALUE_LENGTH_MAX,
    )
  );
};

/** Without the member nothing is checked; unlike `IsOptional`, which takes `null` for that. */
export const MayBeAbsent = (): PropertyDecorator =>
  ValidateIf((_request: object, value: unknown) => value !== undefined);

import { canonicalBytes, type Json, Sha256 } from '@policy-registry/kernel';
import { z } from 'zod';

/** DSSE payload type of an in-toto statement. */
export const IN_TOTO_PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** in-toto Statement v1 about exactly one file. */
export const Statement = z.strictObject({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  subject: z.tuple([z.strictObject({ name: z.string().min(1), digest: z.strictObject({ sha256: Sha256 }) })]),
  predicateType: z.url(),
  predicate: z.record(z.string(), z.json()),
});
export type Statement = z.infer<typeof Statement>;

/** What a statement is about and says. */
export type StatementParts = {
  /** What the file is called; verifiers go by the digest alone. */
  readonly subjectName: string;
  /** SHA-256 of the file. */
  readonly sha256: string;
  readonly predicateType: string;
  readonly predicate: { readonly [name: string]: Json | undefined };
};

/** The bytes to sign: the statement in canonical form, so that its digest can be named before it is signed. */
export const statement = ({ subjectName, sha256, predicateType, predicate }: StatementParts): Uint8Array =>
  canonicalBytes({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: subjectName, digest: { sha256 } }],
    predicateType,
    predicate,
  });

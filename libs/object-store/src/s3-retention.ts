import { expectStatus, type S3Bucket } from './s3-requests.ts';
import { xmlBody } from './s3-xml.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const OK = 200;

/** Until when an object is kept that is stored now: whole days, so that writers at the same time mean the same. */
export const retainUntil = (nowMs: number, retentionDays: number): Date =>
  new Date((Math.floor(nowMs / DAY_MS) + 1 + retentionDays) * DAY_MS);

/** The headers that put a new version under retention which nobody can shorten or lift. */
export const retentionHeaders = (until: Date | undefined): Readonly<Record<string, string>> =>
  until === undefined
    ? {}
    : {
        'x-amz-object-lock-mode': 'COMPLIANCE',
        'x-amz-object-lock-retain-until-date': until.toISOString(),
      };

/** A version that is there already is kept as long as a new one would be. */
export const extendRetention = async (
  bucket: S3Bucket,
  { key, versionId }: { readonly key: string; readonly versionId: string },
  until: Date,
): Promise<void> => {
  const version = `versionId=${encodeURIComponent(versionId)}`;
  const seen = await bucket.ask({ method: 'HEAD', key, query: version });
  const { headers } = expectStatus(bucket.name, seen, OK);
  const keptUntil = Date.parse(String(headers['x-amz-object-lock-retain-until-date']));
  if (headers['x-amz-object-lock-mode'] === 'COMPLIANCE' && keptUntil >= until.getTime()) return;

  const document = `<Mode>COMPLIANCE</Mode><RetainUntilDate>${until.toISOString()}</RetainUntilDate>`;
  const query = `retention=&${version}`;
  const answer = await bucket.ask({ method: 'PUT', key, query, ...xmlBody('Retention', document) });
  expectStatus(bucket.name, answer, OK);
};

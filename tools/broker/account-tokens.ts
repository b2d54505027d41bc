import { encodeAccount, encodeActivation, type Import } from '@nats-io/jwt';
import { createAccount, createOperator, type KeyPair } from '@nats-io/nkeys';
import {
  AUDIT_KEEPER,
  AUDIT_SHARES,
  SCHEDULER_SHARES,
  schedulerOf,
  serviceUsersOf,
  TENANT_AUDITOR,
  type BrokerPermissions,
  type Share,
} from '@policy-registry/contracts';

import { auditAccount, keptKey, SERVICE, SYSTEM, tenantAccount, type KeyFiles } from './key-files.ts';
import { JETSTREAM, LIMITS, NO_LIMITS } from './limits.ts';

/** An account with the token in which the operator says what it may do. */
export type AccountToken = { readonly name: string; readonly publicKey: string; readonly token: string };

/** All accounts of a broker: the system's, the registry's own, and two for each tenant. Keys are made once and kept. */
export const accountTokens = async (
  files: KeyFiles,
  tenants: readonly string[],
): Promise<readonly AccountToken[]> => {
  const operator = await keptKey(files.operator, createOperator);
  const keyOf = (account: string) => keptKey(files.accountOf(account), createAccount);
  const service = await keyOf(SERVICE);
  const tokenOf = async (name: string, { roles = {}, shares, ...content }: AccountContent) => {
    const key = await keyOf(name);
    const account = {
      ...content,
      signing_keys: await scopes(files, name, roles),
      ...(shares !== undefined && { imports: await importsOf(shares, { service, account: key }) }),
    };
    const token = await encodeAccount(name, key, account, { signer: operator });
    return { name, publicKey: key.getPublicKey(), token };
  };

  const exports = [...SCHEDULER_SHARES, ...AUDIT_SHARES].map(toExport);
  const limits = { ...NO_LIMITS, ...JETSTREAM.service };
  return [
    await tokenOf(SYSTEM, { limits: NO_LIMITS }),
    await tokenOf(SERVICE, { limits, exports, roles: serviceUsersOf(tenants) }),
    ...(await Promise.all(
      tenants.flatMap((tenant) => [
        tokenOf(tenantAccount(tenant), {
          limits: LIMITS,
          roles: { scheduler: schedulerOf(tenant) },
          shares: { of: SCHEDULER_SHARES, tenant },
        }),
        tokenOf(auditAccount(tenant), {
          limits: { ...LIMITS, ...JETSTREAM.audit },
          roles: { auditor: TENANT_AUDITOR, keeper: AUDIT_KEEPER },
          shares: { of: AUDIT_SHARES, tenant },
        }),
      ]),
    )),
  ];
};

type AccountContent = {
  readonly limits: Readonly<Record<string, number | boolean>>;
  readonly exports?: ReturnType<typeof toExport>[];
  /** What each role may do: a user signed with the role's key has just that, whatever its own token says. */
  readonly roles?: Readonly<Record<string, BrokerPermissions>>;
  readonly shares?: { readonly of: readonly Share[]; readonly tenant: string };
};

const toExport = ({ name, kind, subjectOf }: Share) => ({
  name,
  type: kind,
  subject: subjectOf('*'),
  token_req: true,
});

const importsOf = async (
  { of, tenant }: NonNullable<AccountContent['shares']>,
  keys: { readonly service: KeyPair; readonly account: KeyPair },
): Promise<Import[]> =>
  Promise.all(
    of.map(async ({ name, kind, subjectOf, localSubjectOf }) => {
      const subject = subjectOf(tenant);
      return {
        name,
        type: kind,
        subject,
        account: keys.service.getPublicKey(),
        token: await encodeActivation(name, keys.account.getPublicKey(), keys.service, kind, { subject }),
        ...(localSubjectOf !== undefined && { local_subject: localSubjectOf(tenant) }),
      };
    }),
  );

const scopes = async (files: KeyFiles, account: string, roles: NonNullable<AccountContent['roles']>) =>
  Promise.all(
    Object.entries(roles).map(async ([role, permissions]) => ({
      kind: 'user_scope' as const,
      key: (await keptKey(files.signingOf(account, role), createAccount)).getPublicKey(),
      role,
      template: { ...templateOf(role, permissions), subs: -1, data: -1, payload: -1 },
    })),
  );

const templateOf = (role: string, { publish, denyPublish = [], subscribe }: BrokerPermissions) => {
  // An empty list would allow everything.
  if (publish.length === 0 || subscribe.length === 0) throw new Error(`the list of the ${role} is empty`);
  return { pub: { allow: [...publish], deny: [...denyPublish] }, sub: { allow: [...subscribe] } };
};

import { AggregateId } from '@policy-registry/kernel';
import { z } from 'zod';

import type { Aggregate } from '../aggregate.ts';
import type { Policy } from '../policy/state.ts';
import type { Tenant } from '../tenant/state.ts';
import { decide } from './decide.ts';
import { CompilationReport, RegressionTests, WorkspaceFact } from './events.ts';
import { FILES_MAX, WorkspaceFile } from './file.ts';
import { Beginning, Restorable } from './origin.ts';
import { evolve, initialState, type Workspace } from './state.ts';

export const WorkspaceCommand = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('SaveWorkspace'),
    data: z.strictObject({ policyId: AggregateId, files: z.array(WorkspaceFile).min(1).max(FILES_MAX) }),
  }),
  z.strictObject({
    type: z.literal('RecordCompilation'),
    data: z.strictObject({ policyId: AggregateId, revision: z.int().positive(), report: CompilationReport }),
  }),
  z.strictObject({ type: z.literal('RecordRegressionTests'), data: RegressionTests }),
  z.strictObject({
    type: z.literal('PutFile'),
    data: z.strictObject({ policyId: AggregateId, file: WorkspaceFile }),
  }),
  z.strictObject({
    type: z.literal('DeleteFile'),
    data: z.strictObject({ policyId: AggregateId, path: WorkspaceFile.shape.path }),
  }),
  z.strictObject({
    type: z.literal('RestoreContent'),
    data: z.strictObject({
      policyId: AggregateId,
      from: Restorable,
      files: z.array(WorkspaceFile).min(1).max(FILES_MAX),
    }),
  }),
  z.strictObject({
    type: z.literal('BeginWorkspace'),
    data: z.strictObject({ policyId: AggregateId, ...Beginning.shape, createdBy: z.string() }),
  }),
]);
export type WorkspaceCommand = z.infer<typeof WorkspaceCommand>;
export type WorkspaceCommandOf<Type extends WorkspaceCommand['type']> = Extract<
  WorkspaceCommand,
  { type: Type }
>;
export type WorkspaceNeeds = {
  readonly tenant: Tenant;
  readonly policy: Policy;
  /** Another policy, whose version the content is taken from. */
  readonly origin?: Policy | undefined;
};

/** The mutable draft of a policy: every save is a revision with its own digest. Its id is the policy's. */
export const workspace: Aggregate<Workspace, WorkspaceCommand, WorkspaceFact, WorkspaceNeeds> = {
  type: 'workspace',
  Command: WorkspaceCommand,
  commandTypes: WorkspaceCommand.options.map((option) => option.shape.type.value),
  Fact: WorkspaceFact,
  idOf: ({ data }) => data.policyId,
  needsOf: (command, tenant) => ({
    tenant: { type: 'tenant', id: tenant },
    policy: { type: 'policy', id: command.data.policyId },
    origin: command.type === 'RestoreContent' ? originOf(command.data) : undefined,
  }),
  initialState,
  evolve,
  decide,
};

const originOf = ({ policyId, from }: WorkspaceCommandOf<'RestoreContent'>['data']) =>
  from.kind === 'version' && from.policyId !== policyId
    ? ({ type: 'policy', id: from.policyId } as const)
    : undefined;

import { Module, type DynamicModule } from '@nestjs/common';
import { operationsModule } from '@policy-registry/platform';

import { resultsOf } from './command/answer.ts';
import { commandSender } from './command/send-command.ts';
import { textsOf } from './command/texts.ts';
import { uploadsOf } from './command/uploads.ts';
import type { Ports } from './ports.ts';
import { openTenants } from './read/open-tenants.ts';
import { readPosition } from './read/read-position.ts';
import { readsOf } from './read/reads.ts';
import { AccessController } from './resources/access.ts';
import { ApprovalPolicyController } from './resources/approval-policy.ts';
import { exportOf } from './resources/audit-export.ts';
import { AuditController } from './resources/audit.ts';
import { awaitBundleOf } from './resources/await-bundle.ts';
import { beginningsOf } from './resources/beginnings.ts';
import { BindingsController } from './resources/bindings.ts';
import { BlobsController } from './resources/blobs.ts';
import { BundlesController } from './resources/bundles.ts';
import { CommandsController } from './resources/commands.ts';
import { ConsumersController } from './resources/consumers.ts';
import { draftsOf } from './resources/drafts.ts';
import { EnvironmentsController } from './resources/environments.ts';
import { BreakGlassController } from './resources/break-glass.ts';
import { GatesController } from './resources/gates.ts';
import { PoliciesController } from './resources/policies.ts';
import { policyContentsOf } from './resources/policy-contents.ts';
import { PolicyDiffsController } from './resources/policy-diffs.ts';
import { progressOf } from './resources/progress.ts';
import { PromotionsController } from './resources/promotions.ts';
import { PublicController } from './resources/public.ts';
import { ReviewsController } from './resources/reviews.ts';
import { SimulationFilesController } from './resources/simulation-files.ts';
import { ScheduledPromotionsController } from './resources/scheduled-promotions.ts';
import { SimulationsController } from './resources/simulations.ts';
import { SnapshotFilesController } from './resources/snapshot-files.ts';
import { SnapshotsController } from './resources/snapshots.ts';
import { StepsBackController } from './resources/steps-back.ts';
import { submittedChangesOf } from './resources/submitted-changes.ts';
import { TemplatesController } from './resources/templates.ts';
import { TenantController } from './resources/tenant.ts';
import { MarksController } from './resources/marks.ts';
import { threadPlacesOf } from './resources/thread-places.ts';
import { ThreadReadsController } from './resources/thread-reads.ts';
import { ThreadsController } from './resources/threads.ts';
import { VersionFilesController } from './resources/version-files.ts';
import { VersionsController } from './resources/versions.ts';
import { WaiversController } from './resources/waivers.ts';
import { WebhooksController } from './resources/webhooks.ts';
import { WorkspaceFilesController } from './resources/workspace-files.ts';
import { WorkspacesController } from './resources/workspaces.ts';
import * as tokens from './tokens.ts';

/** Every resource, a controller each. */
export const CONTROLLERS = [
  AccessController,
  ApprovalPolicyController,
  AuditController,
  BindingsController,
  BlobsController,
  BundlesController,
  CommandsController,
  ConsumersController,
  EnvironmentsController,
  GatesController,
  BreakGlassController,
  ScheduledPromotionsController,
  PoliciesController,
  PolicyDiffsController,
  PromotionsController,
  PublicController,
  ReviewsController,
  SimulationFilesController,
  SimulationsController,
  SnapshotFilesController,
  SnapshotsController,
  StepsBackController,
  TemplatesController,
  TenantController,
  MarksController,
  ThreadReadsController,
  ThreadsController,
  VersionFilesController,
  VersionsController,
  WaiversController,
  WebhooksController,
  WorkspaceFilesController,
  WorkspacesController,
] as const;

/** The Nest shell: the same with real ports and with those of a test. */
@Module({})
export class AppModule {
  static with(ports: Ports): DynamicModule {
    const position = readPosition(ports.readModels, ports.positions);
    const reads = readsOf(ports.readModels, position, ports.waits);
    const uploads = uploadsOf(ports);
    const results = resultsOf(position, ports.waits);
    const send = commandSender(ports);
    const beginnings = beginningsOf({ reads, uploads, blobs: ports.blobs });
    const { waits } = ports;
    return {
      module: AppModule,
      imports: [operationsModule(ports)],
      controllers: [...CONTROLLERS],
      providers: [
        { provide: tokens.BEAT, useValue: ports.beat },
        { provide: tokens.AUDIT_EXPORT, useValue: exportOf({ ...ports, reads }) },
        { provide: tokens.BEGINNINGS, useValue: beginnings },
        { provide: tokens.BLOBS, useValue: ports.blobs },
        { provide: tokens.BUNDLE_WAIT, useValue: awaitBundleOf({ ...ports, position, reads }) },
        { provide: tokens.CHANGES, useValue: submittedChangesOf(reads, ports.blobs) },
        { provide: tokens.CONTENTS, useValue: policyContentsOf({ reads, blobs: ports.blobs }) },
        {
          provide: tokens.DRAFTS,
          useValue: draftsOf({ send, results, reads, uploads, position, beginnings, waits }),
        },
        { provide: tokens.NOW, useValue: ports.now },
        { provide: tokens.OUTCOMES, useValue: ports.outcomes },
        { provide: tokens.PLACES, useValue: threadPlacesOf(beginnings, ports.blobs) },
        { provide: tokens.PROGRESS, useValue: progressOf({ ...ports, position, reads }) },
        { provide: tokens.PUBLIC_DOCUMENTS, useValue: ports },
        { provide: tokens.READS, useValue: reads },
        { provide: tokens.RESULTS, useValue: results },
        { provide: tokens.SEALING_KEY, useValue: ports.sealingKey },
        { provide: tokens.SEND, useValue: send },
        { provide: tokens.TENANTS, useValue: openTenants(ports.readModels) },
        { provide: tokens.TEXTS, useValue: textsOf(ports) },
        { provide: tokens.UPLOADS, useValue: uploads },
      ],
    };
  }
}

import { bytes, changed, created, json, list, one, pending, underWay, type Operation } from './answers.ts';
import { BINDING_OPERATIONS } from './binding-operations.ts';
import { BUNDLE_OPERATIONS } from './bundle-operations.ts';
import { CONSUMER_OPERATIONS } from './consumer-operations.ts';
import { GATE_OPERATIONS } from './gate-operations.ts';
import { REVIEW_OPERATIONS } from './review-operations.ts';
import { POLICY_OPERATIONS } from './policy-operations.ts';
import { SCHEDULE_OPERATIONS } from './schedule-operations.ts';
import { WAIVER_OPERATIONS } from './waiver-operations.ts';
import { WEBHOOK_OPERATIONS } from './webhook-operations.ts';

const changeOfAccess = (summary: string): Operation => ({
  summary,
  answers: changed('TenantAccess'),
  condition: 'optional',
});

const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const OCTETS = 'application/octet-stream';

/** Every operation, by the name of its controller's method. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...REVIEW_OPERATIONS,
  ...POLICY_OPERATIONS,
  ...BINDING_OPERATIONS,
  ...GATE_OPERATIONS,
  ...SCHEDULE_OPERATIONS,
  ...BUNDLE_OPERATIONS,
  ...CONSUMER_OPERATIONS,
  ...WAIVER_OPERATIONS,
  ...WEBHOOK_OPERATIONS,
  listAuditEvents: {
    summary:
      'Every accepted event of which all is so that is named, in the order of the log; as application/x-ndjson all of them, and a last line that says so',
    answers: {
      200: { ...list('AuditEvent')[200], otherMediaTypes: ['application/x-ndjson'] },
    },
  },
  getAuditState: {
    summary: 'Hashes of the stored read models, to compare with a replay',
    answers: one('AuditState'),
  },
  getAuditTexts: { summary: 'Reason, ticket and comment of an event, decrypted', answers: one('Texts') },
  uploadBlob: {
    summary: 'Upload content; it is named by its SHA-256. A file has at most 4 MiB, a document 2 GiB',
    answers: { 201: json('Blob', 'Stored, or stored before') },
  },
  getBlob: {
    summary: 'Content by its digest; what is no file of a policy needs findings:read too',
    answers: bytes(OCTETS, 'The bytes'),
  },
  getCommand: { summary: 'What became of a command', answers: one('Command') },
  listEnvironments: { summary: 'Environments in the order of promotion', answers: list('Environment') },
  getEnvironment: { summary: 'An environment and what is bound in it', answers: one('Environment') },
  promoteVersion: {
    summary:
      'Sign a promotion, and bind a published version as stable or as a canary for some subjects; needs a person who signed in freshly, a reason and a ticket, and passes the gates',
    answers: {
      200: json('Environment', 'As it is now'),
      202: underWay('Environment', 'Being signed, or confirmed by the first of two persons'),
    },
    condition: 'optional',
  },
  listHistory: {
    summary:
      'What was bound from when until when, how it came so, and what speaks for it; in the order of the changes',
    answers: list('BindingPeriod'),
  },
  listPromotions: {
    summary: 'What was asked to be promoted of a policy, in this order',
    answers: list('Promotion'),
  },
  getPromotion: {
    summary: 'What is stated of a promotion, and what became of it',
    answers: one('Promotion'),
  },
  getPromotionAttestation: {
    summary: 'The Sigstore bundle of a promotion',
    answers: bytes(BUNDLE, 'A Sigstore bundle v0.3'),
  },
  setBudgets: {
    summary: 'Set the impact budgets that promotions must keep to; no lines take them away',
    answers: changed('Environment'),
    condition: 'optional',
  },
  createEnvironment: {
    summary: 'Create an environment at a place in the order of promotion',
    answers: created('Environment'),
  },
  getTrust: { summary: 'The public keys of evidence', answers: one('Trust') },
  getOpenApi: { summary: 'This description', answers: bytes('application/json', 'OpenAPI 3.1') },
  getSimulationResult: {
    summary:
      'The result of a simulation: as it is stored (json), its changed tuples (ndjson), its counts (csv), or for other tools (junit, sarif)',
    answers: {
      200: {
        description: 'The result, or what format asks for',
        mediaType: 'application/json',
        otherMediaTypes: ['application/x-ndjson', 'text/csv', 'application/xml', 'application/sarif+json'],
      },
    },
  },
  listSimulationChanges: {
    summary: 'The tuples that changed with both outcomes, in order: one JSON document per line, or CSV',
    answers: {
      200: { description: 'A stream', mediaType: 'application/x-ndjson', otherMediaTypes: ['text/csv'] },
    },
  },
  getSimulationTiming: {
    summary: 'How long the evaluation took, by policy and by shard; no part of the result',
    answers: bytes('application/json', 'The timing'),
  },
  getSimulationEvidence: {
    summary: 'The evidence archive of a simulation',
    answers: bytes('application/x-tar', 'A deterministic tar'),
  },
  getSimulationAttestation: {
    summary: 'What was signed about a simulation',
    answers: bytes(BUNDLE, 'A Sigstore bundle v0.3'),
  },
  startSimulation: {
    summary: 'Start a batch simulation',
    answers: {
      202: underWay('Simulation', 'It runs, or already ran: watch it at Location'),
    },
  },
  startQuickSimulation: {
    summary: 'Evaluate a sample, for an editor: no evidence, and nothing for a submission',
    answers: {
      201: json('Simulation', 'Over, at Location'),
      200: json('Simulation', 'It was over before'),
      202: underWay('Simulation', 'Still running: look at Location'),
    },
  },
  cancelSimulation: {
    summary: 'Cancel a simulation, or the twin run of one that succeeded',
    answers: changed('Simulation'),
  },
  retrySimulation: {
    summary: 'Try once more what failed, and nothing else: shards, the reduction or the signature',
    answers: changed('Simulation'),
  },
  requestTwin: {
    summary: 'Evaluate every shard of a simulation a second time and compare',
    answers: changed('Simulation'),
  },
  listQueue: {
    summary: 'Batch simulations that run, and those that wait in the order in which they will',
    answers: list('QueuedSimulation'),
  },
  listSimulations: { summary: 'Simulations in bytewise order of their ids', answers: list('Simulation') },
  getSimulation: { summary: 'A simulation and how far it is', answers: one('Simulation') },
  listShards: { summary: 'Which runner evaluated which shard', answers: list('Shard') },
  streamSimulation: {
    summary: 'The simulation at each change, as server-sent events named progress; Last-Event-ID resumes',
    answers: bytes('text/event-stream', 'Ends with the simulation'),
  },
  importSnapshot: {
    summary: 'Freeze uploaded documents as a snapshot of findings',
    answers: {
      201: json('Snapshot', 'Frozen, at Location'),
      200: json('Snapshot', 'It was frozen before'),
      202: json('Snapshot', 'Still importing: look at Location; a Pending where even that is not known yet'),
    },
  },
  listSnapshots: { summary: 'Snapshots in bytewise order of their ids', answers: list('Snapshot') },
  getSnapshot: { summary: 'A snapshot', answers: one('Snapshot') },
  getSnapshotManifest: {
    summary: 'The manifest that names everything a snapshot consists of',
    answers: bytes('application/json', 'Its SHA-256 names the snapshot; see docs/facts.md'),
  },
  getSnapshotSummary: {
    summary: 'What a snapshot holds in numbers, and its age at an instant',
    answers: one('SnapshotSummary'),
  },
  listSnapshotShards: {
    summary: 'Shards of a snapshot in the order of its tuples',
    answers: list('SnapshotShard'),
  },
  diffSnapshot: {
    summary: 'What a snapshot has otherwise than the one named by against, by the keys of the tuples',
    answers: one('SnapshotDiff'),
  },
  getTenant: { summary: 'What the tenant of the caller allows', answers: one('Tenant') },
  openTenant: {
    summary: 'Open the tenant of the token; for operators of the registry',
    answers: { 201: json('Tenant', 'Open, at Location'), 202: pending },
  },
  suspendTenant: {
    summary: 'Suspend the tenant of the token: nothing is changed in it any more, and everything can be read',
    answers: changed('Tenant'),
  },
  resumeTenant: { summary: 'Resume a suspended tenant', answers: changed('Tenant') },
  changeTenantSettings: {
    summary: 'Set limits, ages and flags of the tenant, as a whole',
    answers: changed('Tenant'),
    condition: 'optional',
  },
  getAccess: {
    summary: 'Roles, groups and service identities of the tenant',
    answers: one('TenantAccess'),
  },
  defineRole: changeOfAccess('Define a role: a bundle of scopes'),
  removeRole: changeOfAccess('Remove a role that nobody holds'),
  defineGroup: changeOfAccess('Define a group: its members, and the roles that it gives them'),
  removeGroup: changeOfAccess('Remove a group'),
  defineServiceIdentity: changeOfAccess('Give roles to a service identity; none that publishes or promotes'),
  removeServiceIdentity: changeOfAccess('Take all roles from a service identity'),
  getVersionAttestation: {
    summary: 'What was signed about a published version',
    answers: bytes(BUNDLE, 'A Sigstore bundle v0.3'),
  },
  getVersionManifest: {
    summary: 'The manifest of a version: what its attestation is about',
    answers: one('Manifest'),
  },
  createVersion: { summary: 'Freeze a revision as a version', answers: created('Version') },
  listVersions: { summary: 'Versions in order of their numbers', answers: list('Version') },
  getVersion: { summary: 'A version and its review', answers: one('Version') },
  submitVersion: {
    summary: 'Submit a draft with a fresh simulation of it',
    answers: changed('Version'),
    condition: 'optional',
  },
  approveVersion: {
    summary: 'Approve what was reviewed; not for those who had a hand in it',
    answers: changed('Version'),
    condition: 'optional',
  },
  requestChanges: {
    summary: 'Send a submitted version back to its authors; needs a reason',
    answers: changed('Version'),
    condition: 'optional',
  },
  withdrawVersion: {
    summary: 'Take a submitted version back; needs a reason',
    answers: changed('Version'),
    condition: 'optional',
  },
  deprecateVersion: {
    summary:
      'Take a published version out of use: it is promoted no more, and stays where it is bound; needs a reason',
    answers: changed('Version'),
    condition: 'optional',
  },
  archiveVersion: {
    summary: 'Put a deprecated version away: every environment is rolled off it; needs a reason',
    answers: changed('Version'),
    condition: 'optional',
  },
  recallVersion: {
    summary:
      'Recall a published or deprecated version, or those of a range that ends with it: every environment is rolled off them; needs a reason',
    answers: changed('Version'),
    condition: 'optional',
  },
  getRollOffs: {
    summary:
      'In which environments a version is bound, and which were rolled off it once it was recalled or archived',
    answers: one('RollOffs'),
  },
  getStepBack: {
    summary:
      'Reason and ticket of the last step that took the version out of review or out of use, decrypted',
    answers: one('Texts'),
  },
  markDecision: {
    summary:
      'Say of one changed decision whether it is intended, or withdraw what you said; unintended ones keep the version from going on, intended ones become tests',
    answers: changed('Version'),
    condition: 'optional',
  },
  publishVersion: {
    summary: 'Publish with a signed attestation; needs a person who signed in freshly, a reason and a ticket',
    answers: {
      200: json('Version', 'Published'),
      202: underWay('Version', 'Being signed, or confirmed by the first of two persons: look at Location'),
    },
    condition: 'optional',
  },
  health: { summary: 'Whether the process turns', answers: bytes('application/json', 'It does') },
  ready: {
    summary: 'Whether requests would be served, and what an operator should know',
    answers: { 200: json('Readiness', 'They would'), 503: json('Readiness', 'They would not') },
  },
  exposition: { summary: 'Metrics for Prometheus', answers: bytes('text/plain', 'Prometheus text format') },
};

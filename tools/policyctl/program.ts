import { Command, Option } from 'commander';

import { act } from './act.ts';
import { accessCommands } from './commands/access.ts';
import { approvalPolicyCommands } from './commands/approval-policy.ts';
import { auditCommands } from './commands/audit.ts';
import { backupCommands } from './commands/backup.ts';
import { brokerCommands } from './commands/broker.ts';
import { deadLetterCommands } from './commands/dead-letters.ts';
import { doctorCommand } from './commands/doctor.ts';
import { dslCommands } from './commands/dsl.ts';
import { environmentCommands } from './commands/environment.ts';
import { evidenceCommands } from './commands/evidence.ts';
import { loginCommands } from './commands/login.ts';
import { policyCommands } from './commands/policy.ts';
import { projectorCommands } from './commands/projector.ts';
import { reviewCommands } from './commands/review.ts';
import { simulateCommand } from './commands/simulate.ts';
import { simulationCommands } from './commands/simulation.ts';
import { snapshotCommands } from './commands/snapshot.ts';
import { templateCommands } from './commands/template.ts';
import { tenantCommands } from './commands/tenant.ts';
import { trustCommands } from './commands/trust.ts';
import { versionCommands } from './commands/version.ts';
import { waiverCommands } from './commands/waiver.ts';
import { webhookCommands } from './commands/webhook.ts';
import { workspaceCommands } from './commands/workspace.ts';

/** Every command of policyctl. */
export const program = (): Command => {
  const root = new Command('policyctl')
    .description('Work with a policy registry, and check what it says.')
    .addOption(new Option('--output <format>', 'how to print').choices(['table', 'json']).default('table'))
    .option('--json', 'the same as --output json')
    .option('--url <url>', 'the gateway (POLICYCTL_URL)')
    .option('--tenant <tenant>', 'the tenant to act in (POLICYCTL_TENANT)')
    .option('--as <persona>', 'act as this persona of the development issuer, this once (POLICYCTL_AS)')
    .option('--token <token>', 'an access token (POLICYCTL_TOKEN)')
    .option('--dpop', 'ask for tokens that are bound to a key of this session (POLICYCTL_DPOP=true)')
    .option('--issuer <url>', 'the development issuer (POLICYCTL_ISSUER)')
    .option('--stack <file>', 'the stack.json of a running registry (POLICYCTL_STACK)')
    .option('--home <dir>', 'where tokens are kept (POLICYCTL_HOME)')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 refused or not as it should be, 2 misused, 3 consistent but the signer is not established.',
    )
    .showHelpAfterError('(policyctl --help lists the commands)')
    .exitOverride();

  const groups = [
    loginCommands,
    dslCommands,
    templateCommands,
    policyCommands,
    workspaceCommands,
    versionCommands,
    reviewCommands,
    snapshotCommands,
    simulateCommand,
    simulationCommands,
    evidenceCommands,
    environmentCommands,
    waiverCommands,
    auditCommands,
    trustCommands,
    tenantCommands,
    accessCommands,
    approvalPolicyCommands,
    webhookCommands,
    brokerCommands,
    backupCommands,
    projectorCommands,
    deadLetterCommands,
    doctorCommand,
  ];
  for (const add of groups) add(root, act);
  return root;
};

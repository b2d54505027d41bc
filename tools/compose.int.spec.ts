import { execFileSync } from 'node:child_process';

import { composeSuite } from './testing/compose-suite.ts';

const composeOnPath = (): readonly string[] | undefined => {
  try {
    execFileSync('docker', ['compose', 'version'], { stdio: 'ignore' });
    return ['docker', 'compose'];
  } catch {
    return undefined; // there is none, or none that answers
  }
};

composeSuite('deploy/compose.yaml, to the Compose of this machine (needs compose)', composeOnPath());

import { execFileSync } from 'node:child_process';

import { chartSuite } from './testing/chart-suite.ts';

const helmOnPath = (): string | undefined => {
  try {
    execFileSync('helm', ['version'], { stdio: 'ignore' });
    return 'helm';
  } catch {
    return undefined; // there is none, or none that answers
  }
};

chartSuite('deploy/helm, to the helm of this machine (needs helm)', helmOnPath());

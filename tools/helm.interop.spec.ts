import { chartSuite } from './testing/chart-suite.ts';

chartSuite('deploy/helm, to helm (needs TEST_HELM_BIN)', process.env['TEST_HELM_BIN']);

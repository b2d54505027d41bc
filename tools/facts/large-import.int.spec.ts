import { describe, expect, it, jest } from '@jest/globals';

import { largeImport } from './large-import.ts';

// A hundred megabytes, read twice and sorted, on a busy machine.
jest.setTimeout(600_000);

const REPORT_MEBIBYTES = 100;
const HEAP_MEBIBYTES = 96;

describe('importing a large report', () => {
  it('needs much less memory than the report has bytes', async () => {
    const empty = await largeImport({ reportMebibytes: 1, heapMebibytes: HEAP_MEBIBYTES });
    const large = await largeImport({ reportMebibytes: REPORT_MEBIBYTES, heapMebibytes: HEAP_MEBIBYTES });
    expect(large.reportBytes).toBeGreaterThan(REPORT_MEBIBYTES * 1_048_576);
    expect(large.tuples).toBe(large.findings);
    expect(large.spilledBytes).toBeGreaterThan(0);
    // A process that read the report whole would not even start: its heap ends below the report's size.
    const added = large.peakMemoryBytes - empty.peakMemoryBytes;
    console.info('peak', large.peakMemoryBytes, 'of which a small import', empty.peakMemoryBytes);
    expect(added).toBeLessThan(large.reportBytes);
  });
});

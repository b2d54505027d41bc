import { describe, expect, it, jest } from '@jest/globals';

import { largeImport, type LargeImport } from './large-import.ts';

// A hundred megabytes, read twice and sorted, on a busy machine.
jest.setTimeout(600_000);

const MEBIBYTE = 1_048_576;
const HEAP_MEBIBYTES = 64;
/** What a report may add to the memory of an import, whatever its size: less than the largest one has. */
const ADDED_BYTES_MAX = 80 * MEBIBYTE;

const imported = async (reportMebibytes: number): Promise<LargeImport> => {
  const found = await largeImport({ reportMebibytes, heapMebibytes: HEAP_MEBIBYTES });
  expect(found.reportBytes).toBeGreaterThan(reportMebibytes * MEBIBYTE);
  expect(found.tuples).toBe(found.findings);
  return found;
};

describe('importing a large report', () => {
  it('needs no more memory for a large one than for a small one, but for what waits to be sorted', async () => {
    const small = await imported(1);
    expect(small.peakMemoryBytes).toBeGreaterThan(10 * MEBIBYTE);
    const middle = await imported(30);
    const large = await imported(100);
    expect(large.spilledBytes).toBeGreaterThan(0);
    expect(middle.peakMemoryBytes - small.peakMemoryBytes).toBeLessThan(ADDED_BYTES_MAX);
    expect(large.peakMemoryBytes - small.peakMemoryBytes).toBeLessThan(ADDED_BYTES_MAX);
  });
});

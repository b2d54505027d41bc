// Loaded before a program (`node --import`): writes the program's peak memory in bytes to the file PEAK_MEMORY_FILE when
// it ends.
import { writeFileSync } from 'node:fs';

import { peakMemoryBytes } from './peak-memory.ts';

process.on('exit', () =>
  writeFileSync(process.env['PEAK_MEMORY_FILE'] ?? 'peak-memory', String(peakMemoryBytes())),
);

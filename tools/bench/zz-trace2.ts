import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from '@nats-io/transport-node';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { natsServerBinary } from '../servers/nats-binary.ts';
import { startNatsServer } from '../servers/nats-server.ts';
const folder = await mkdtemp('/tmp/bench-x/nats-');
const s = await startNatsServer({ binary: (await natsServerBinary({ env: process.env, report: () => undefined })).path, folder, logFile: folder + '/log' });
for (const round of [1, 2, 3]) for (const noAsyncTraces of [false, true]) {
  const nc = await connect({ servers: s.url, noAsyncTraces }); const jsm = await jetstreamManager(nc); const js = jetstream(nc);
  try { await jsm.streams.add({ name: 'A', subjects: ['a'] }); } catch {}
  const run = async (n: number) => { let left = n; await Promise.all(Array.from({ length: 16 }, async () => { const deep = async (d: number): Promise<void> => { if (d === 0) { await js.publish('a', 'x'); return; } await deep(d - 1); }; while (left-- > 0) await deep(8); })); };
  await run(1000); const u0 = process.cpuUsage(); await run(4000); const u = process.cpuUsage(u0);
  if (round > 1) console.log('noAsyncTraces', noAsyncTraces, 'cpu us/publish', ((u.user + u.system) / 4000).toFixed(0));
  await nc.close();
}
await s.stop(); await rm(folder, { recursive: true });

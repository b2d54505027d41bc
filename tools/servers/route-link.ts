import { connect, createServer, type Socket } from 'node:net';
import process from 'node:process';

// A cable between two servers: takes connections on loopback ports and carries their bytes to others, `<from>:<to> …`.
// Stopped by a signal it is a cable in which everything gets stuck, and ended it is one that was pulled out.

const HOST = '127.0.0.1';

const carry = (from: number, to: number): void => {
  const server = createServer((near: Socket) => {
    const far = connect({ port: to, host: HOST });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.setNoDelay(true);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  server.listen({ port: from, host: HOST });
};

for (const forward of process.argv.slice(2)) {
  const [from, to] = forward.split(':').map(Number);
  if (from === undefined || to === undefined) throw new RangeError(`${forward} is not <from>:<to>`);
  carry(from, to);
}

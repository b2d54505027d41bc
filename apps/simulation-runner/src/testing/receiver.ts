import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

// Made for tests alone, for the name receiver.test and the address 127.0.0.1; it is its own authority.
export const RECEIVER_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBsTCCAVegAwIBAgIUHlv2lsV9V3eAitA3LreMlyNOnbUwCgYIKoZIzj0EAwIw
HTEbMBkGA1UEAwwScmVjZWl2ZXIgb2YgYSB0ZXN0MCAXDTI2MTEyOTAxMTMzMloY
DzIxMjYxMTA1MDExMzMyWjAdMRswGQYDVQQDDBJyZWNlaXZlciBvZiBhIHRlc3Qw
WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASGnSSVtSmxVlPYsqv7dkrA48AyMVzl
rHOMS+luBZHzZ+dGYJ+9RnGvWSl7WsgmBJQ0ZzQ9aWvanv9X0M6JDQIso3MwcTAd
BgNVHQ4EFgQUNpuyU68tHJCHx6Lu7CTjU5HMIZgwHwYDVR0jBBgwFoAUNpuyU68t
HJCHx6Lu7CTjU5HMIZgwDwYDVR0TAQH/BAUwAwEB/zAeBgNVHREEFzAVgg1yZWNl
aXZlci50ZXN0hwR/AAABMAoGCCqGSM49BAMCA0gAMEUCICIi5CPhUzDTBrvbaz1P
pyBmQH76yizSmCJRtEDru/RQAiEAu+qTAQSrAb3yA2LLf1rNzv8yXFjSvkpKVw0j
D52Lu+w=
-----END CERTIFICATE-----
`;
const RECEIVER_KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgloNWBLqVXfOTXZwx
DRJKwoS1x21iSpuKddj4Ty6LCH+hRANCAASGnSSVtSmxVlPYsqv7dkrA48AyMVzl
rHOMS+luBZHzZ+dGYJ+9RnGvWSl7WsgmBJQ0ZzQ9aWvanv9X0M6JDQIs
-----END PRIVATE KEY-----
`;

/** One request as it came in. */
export type Received = { readonly headers: http.IncomingHttpHeaders; readonly body: string };

export type Receiver = {
  readonly port: number;
  readonly received: readonly Received[];
  readonly close: () => Promise<void>;
};

/** Answers the request, or does not. */
type Answering = (response: http.ServerResponse) => void;

/** A receiver of webhooks on this machine, which keeps what it was sent. */
export const receiver = async (
  answer: Answering,
  { isPlain = false }: { readonly isPlain?: boolean } = {},
): Promise<Receiver> => {
  const received: Received[] = [];
  const listener: http.RequestListener = (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      answer(response);
    });
  };
  const server = isPlain
    ? http.createServer(listener)
    : https.createServer({ cert: RECEIVER_CERTIFICATE, key: RECEIVER_KEY }, listener);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    received,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
};

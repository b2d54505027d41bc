import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

/**
 * Connections for one request each, which end after `wholeMs`, however much is said on them. The timeout of a request
 * looks for silence: a peer that answers byte by byte would never meet it.
 */
export const briefAgent = (protocol: string, wholeMs: number): HttpAgent | HttpsAgent => {
  const agent = protocol === 'https:' ? new HttpsAgent() : new HttpAgent();
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback);
    const end = setTimeout(() => socket?.destroy(new Error(`no whole answer in ${wholeMs} ms`)), wholeMs);
    socket?.once('close', () => clearTimeout(end));
    return socket;
  };
  return agent;
};

/** The servers that a setting names, separated by commas: a client that lost one goes on with another. */
export const brokerServers = (setting: string): string[] => {
  const servers = setting
    .split(',')
    .map((server) => server.trim())
    .filter((server) => server !== '');
  if (servers.length === 0) throw new Error('no server of the broker is named: nats://host:port, or several');
  return servers;
};

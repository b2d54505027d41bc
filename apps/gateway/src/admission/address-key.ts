import { isIPv6 } from 'node:net';

const GROUPS = 8;
// A subscriber is given a /64 at least (RFC 6177 §2), and every address in it.
const NETWORK_GROUPS = 4;

/** Who an address stands for: itself where it is IPv4, its /64 network where it is IPv6. */
export const addressKey = (address: string): string => {
  const [plain = ''] = address.split('%', 1);
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  return isIPv6(plain) ? `${groupsOf(plain).slice(0, NETWORK_GROUPS).join(':')}::/64` : plain;
};

const groupsOf = (address: string): readonly string[] => {
  const [before = [], after = []] = address
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const between = Array.from({ length: GROUPS - before.length - after.length }, () => '0');
  return [...before, ...between, ...after].map((group) => Number.parseInt(group, 16).toString(16));
};

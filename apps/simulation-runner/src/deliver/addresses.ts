import ipaddr from 'ipaddr.js';

/** Whether a text is a network in CIDR notation. */
export const isNetwork = (text: string): boolean => ipaddr.isValidCIDR(text);

/**
 * Which addresses may be connected to: those of the public internet, and those of the networks that an operator named. An
 * IPv4 address inside of an IPv6 one is judged as what it is; forms that a gateway translates (NAT64, 6to4, Teredo) are
 * refused as a whole, like everything else that IANA set apart.
 */
export const addressJudge = (networks: readonly string[]): ((address: string) => boolean) => {
  const allowed = networks.map((network) => ipaddr.parseCIDR(network));
  return (text) => {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return (
      address.range() === 'unicast' ||
      allowed.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits))
    );
  };
};

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { addressJudge, isNetwork } from './addresses.ts';

const isPublic = addressJudge([]);
const byte = fc.integer({ min: 0, max: 255 });
const ipv4 = (...head: readonly number[]) =>
  fc
    .tuple(...head.map((part) => fc.constant(part)), ...Array.from({ length: 4 - head.length }, () => byte))
    .map((parts) => parts.join('.'));
/** The last 32 bits of an IPv6 address. */
const hex = (address: string) => {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
};
const private4 = fc.oneof(
  ipv4(0),
  ipv4(10),
  ipv4(127),
  ipv4(169, 254),
  ipv4(192, 168),
  ipv4(192, 0, 2),
  fc.tuple(fc.integer({ min: 16, max: 31 }), byte, byte).map((parts) => `172.${parts.join('.')}`),
  fc.tuple(fc.integer({ min: 64, max: 127 }), byte, byte).map((parts) => `100.${parts.join('.')}`),
  fc.tuple(fc.integer({ min: 224, max: 255 }), byte, byte, byte).map((parts) => parts.join('.')),
);

describe('an address', () => {
  it('of a network that is nobody’s or somebody’s own is refused, in whichever form it comes', () =>
    fc.assert(
      fc.property(private4, (address) => {
        const forms = [
          address,
          `::ffff:${address}`,
          `::ffff:${hex(address)}`,
          `0:0:0:0:0:FFFF:${hex(address).toUpperCase()}`,
          `::${address}`,
          `64:ff9b::${address}`,
          `64:ff9b::${hex(address)}`,
          `2002:${hex(address)}::1`,
          `::ffff:0:${address}`,
          new URL(`http://[::ffff:${address}]/`).hostname.slice(1, -1),
        ];
        for (const form of forms) expect([form, isPublic(form)]).toStrictEqual([form, false]);
      }),
    ));

  it.each([
    ['metadata of a cloud', '169.254.169.254'],
    ['metadata of a cloud over IPv6', 'fd00:ec2::254'],
    ['this machine', '::1'],
    ['no address', '::'],
    ['link-local', 'fe80::1'],
    ['link-local with a zone', 'fe80::1%eth0'],
    ['unique local', 'fc00::1'],
    ['multicast', 'ff02::1'],
    ['documentation', '2001:db8::1'],
    ['Teredo', '2001::1'],
    ['a public address behind NAT64', '64:ff9b::8.8.8.8'],
    ['a public address behind 6to4', '2002:808:808::1'],
    ['a name', 'localhost'],
    ['nothing', ''],
  ])('is refused: %s', (_what, address) => expect(isPublic(address)).toBe(false));

  it.each(['8.8.8.8', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('of the internet is taken: %s', (address) =>
    expect(isPublic(address)).toBe(true),
  );

  it('of a network that the operator named is taken, and of none beside', () => {
    const isAllowed = addressJudge(['10.1.0.0/16', 'fd12::/16']);
    expect(['10.1.2.3', '::ffff:10.1.2.3', 'fd12::7', '8.8.8.8'].map(isAllowed)).toStrictEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['10.2.0.1', 'fd13::7', '127.0.0.1', '64:ff9b::10.1.2.3'].map(isAllowed)).toStrictEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

it('a network is an address and the length of its prefix', () => {
  expect(['10.0.0.0/8', 'fd00::/8', '127.0.0.1/32'].every(isNetwork)).toBe(true);
  expect(['10.0.0.0', '10.0.0.0/33', 'fd00::/129', 'localhost/8', ''].some(isNetwork)).toBe(false);
});

import { describe, expect, it } from '@jest/globals';

import { matchesCpe, toCpe } from './cpe.ts';
import { type Identity, identityOfPurl, isIdentified, isProductOf, type ProductId } from './identity.ts';

const named = (parts: Partial<ProductId>): ProductId => ({ purls: [], cpes: [], links: [], ...parts });

describe('a CPE', () => {
  const matches = (pattern: string, subject: string): boolean | undefined => {
    const [a, b] = [toCpe(pattern), toCpe(subject)];
    return a && b && matchesCpe(a, b);
  };

  it.each([
    ['cpe:2.3:a:haxx:curl:*:*:*:*:*:*:*:*', 'cpe:2.3:a:haxx:curl:8.1.0:*:*:*:*:*:*:*', true],
    ['cpe:2.3:a:haxx:curl:8.1.0:*:*:*:*:*:*:*', 'cpe:2.3:a:haxx:curl:*:*:*:*:*:*:*:*', false],
    ['cpe:2.3:a:haxx:curl:8.1.0:*:*:*:*:*:*:*', 'cpe:2.3:a:HAXX:curl:8.1.0:*:*:*:*:*:*:*', true],
    ['cpe:/a:haxx:curl:8.1.0', 'cpe:2.3:a:haxx:curl:8.1.0:*:*:*:*:*:*:*', true],
    ['cpe:/a:haxx:curl', 'cpe:/a:haxx:libcurl', false],
    ['cpe:2.3:a:x\\:y:z:*:*:*:*:*:*:*:*', 'cpe:/a:x%3ay:z:1', true],
    ['cpe:2.3:o:haxx:curl:*:*:*:*:*:*:*:*', 'cpe:2.3:a:haxx:curl:*:*:*:*:*:*:*:*', false],
  ])('%s is that of %s: %p', (pattern, subject, expected) => {
    expect(matches(pattern, subject)).toBe(expected);
  });

  it.each(['', 'curl', 'cpe:2.3:a:*:*:*:*:*:*:*:*:*:*', 'cpe:/a:haxx', 'cpe:2.3:x:haxx:curl'])(
    '%p names nothing',
    (text) => {
      expect(toCpe(text)).toBeUndefined();
    },
  );
});

describe('a product', () => {
  const subject: Identity = named({ name: 'ABC', version: '4.2', vendor: 'Example Company' });

  it.each([
    ['name, version and vendor', { name: 'ABC', version: '4.2', vendor: 'Example Company' }, true],
    ['name and version', { name: 'ABC', version: '4.2' }, true],
    ['name and vendor', { name: 'ABC', vendor: 'Example Company' }, true],
    ['a name alone', { name: 'ABC' }, false],
    ['another version', { name: 'ABC', version: '4.3' }, false],
    ['another vendor', { name: 'ABC', version: '4.2', vendor: 'Another Company' }, false],
    ['a name in other letters', { name: 'abc', version: '4.2' }, false],
  ])('without a package URL is identified by %s', (_rule, parts, expected) => {
    expect(isProductOf(named(parts), subject)).toBe(expected);
  });

  it('by name is no component that a package URL names', () => {
    const component = identityOfPurl('pkg:npm/abc@4.2', { name: 'ABC', version: '4.2' });
    expect(isProductOf(named({ name: 'ABC', version: '4.2' }), component)).toBe(false);
  });

  it('with a package URL is not looked for by name', () => {
    const product = { ...identityOfPurl('pkg:npm/abc@4.2'), name: 'ABC', version: '4.2' };
    expect(isProductOf(product, subject)).toBe(false);
  });

  it.each([
    [{ name: 'ABC' }, false],
    [{ name: 'ABC', vendor: 'Example Company' }, true],
    [{ vendor: 'Example Company', version: '1' }, false],
    [{ links: ['urn:cdx:1#x'] }, true],
  ])('%p is identified: %p', (parts, expected) => {
    expect(isIdentified(named(parts))).toBe(expected);
  });
});

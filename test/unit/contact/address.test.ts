import { expect, it } from 'vitest';
import { addressParts, domainOf } from '../../../src/domain/contact/address.ts';

it('parts an address at its last at sign, and the domain is in lower case', () => {
  expect(addressParts('"a@b"@c.example')).toEqual(['"a@b"', 'c.example']);
  expect(addressParts('nowhere')).toEqual(['', 'nowhere']);
  expect(domainOf('Ann@Example.COM')).toBe('example.com');
});

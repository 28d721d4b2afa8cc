import { expect, it } from 'vitest';
import { domainOf, providerOf } from '../../../src/domain/report/mail-provider.ts';

it.each([
  ['gmail.com', 'Gmail'],
  ['googlemail.com', 'Gmail'],
  ['hotmail.co.uk', 'Microsoft'],
  ['live.com.au', 'Microsoft'],
  ['outlook.de', 'Microsoft'],
  ['yahoo.com.br', 'Yahoo'],
  ['yandex.com.tr', 'Yandex'],
  ['me.com', 'Apple'],
  ['gmail.com.evil.example', 'Other'],
  ['notyahoo.com', 'Other'],
  ['constructor', 'Other'],
  ['(unknown)', 'Other'],
])('mailboxes under %s are those of %s', (domain, provider) => {
  expect(providerOf(domain)).toBe(provider);
});

it('the domain is what follows the last at sign, in lower case, and unknown of nobody', () => {
  expect(domainOf('Ann@Example.COM')).toBe('example.com');
  expect(domainOf('"a@b"@c.example')).toBe('c.example');
  expect(domainOf(undefined)).toBe('(unknown)');
});

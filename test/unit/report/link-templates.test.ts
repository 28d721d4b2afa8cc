import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkBehind, linkTemplates } from '../../../src/domain/report/link-templates.ts';

const behind = (html: string, url: string) => {
  const found = linkBehind(linkTemplates(html), url);
  return found && [found.position, found.href];
};
const a = (href: string): string => `<a href="${href}">x</a>`;

describe('the link behind a click', () => {
  const html = [
    a('https://shop.example/?a=1&amp;b=2'),
    a('https://shop.example/{{plan}}/buy?who={{default firstName "you"}}'),
    a('https://shop.example/pro/buy'),
    a('mailto:us@shop.example'),
    a('{{unsubscribeUrl}}'),
  ].join('');

  it('is found by the address that its template became for this reader', () => {
    expect(behind(html, 'https://shop.example/?a=1&b=2')).toEqual([1, 'https://shop.example/?a=1&b=2']);
    expect(behind(html, 'https://shop.example/team/buy?who=Ann%20Ash')?.[0]).toBe(2);
    expect(behind(html, 'https://shop.example/free/buy?who=')).toEqual([
      2,
      'https://shop.example/{{plan}}/buy?who={{default firstName "you"}}',
    ]);
  });

  it('is the one that says more of its address, where several fit', () => {
    const two = a('{{ctaUrl}}') + a('https://shop.example/{{page}}') + a('https://shop.example/news');
    expect(behind(two, 'https://shop.example/news')?.[0]).toBe(3);
    expect(behind(two, 'https://shop.example/other')?.[0]).toBe(2);
    expect(behind(two, 'https://elsewhere.example/')?.[0]).toBe(1);
  });

  it('is our own page only for addresses of our own pages', () => {
    expect(behind(html, 'https://mail.example/u/abc.def')).toEqual([5, '{{unsubscribeUrl}}']);
    expect(behind(html, 'https://mail.example/h/abc')).toBeUndefined();
    expect(behind(html, 'https://mail.example/u/abc/more')).toBeUndefined();
  });

  it('is counted at its first place where an address stands in the mail twice', () => {
    const twice = a('https://one.example/') + a('https://two.example/') + a('https://one.example/');
    expect(linkTemplates(twice).map(({ position }) => position)).toEqual([1, 2]);
  });

  it('takes nothing of an address for a pattern', () => {
    expect(behind(a('https://shop.example/a.b?c=(d)'), 'https://shop.example/aXb?c=(d)')).toBeUndefined();
    expect(behind(a('https://shop.example/a.b?c=(d)'), 'https://shop.example/a.b?c=(d)')?.[0]).toBe(1);
  });

  it('tells tags with quotes and angle brackets from the markup around them', () => {
    const tricky = `<a href='https://shop.example/{{default plan "a>b"}}'>x</a>${a('https://two.example/')}`;
    expect(behind(tricky, 'https://shop.example/pro')?.[0]).toBe(1);
    expect(behind(tricky, 'https://two.example/')?.[0]).toBe(2);
  });

  it('is its own page rather than a link that may be anything', () => {
    expect(behind(a('{{ctaUrl}}') + a('{{ unsubscribeUrl }}'), 'https://mail.example/u/abc')?.[0]).toBe(2);
  });

  it('is found where every tag of an address is filled in with anything, also where pieces come again', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', '/', '&', '.'), maxLength: 4 });
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, piece), { minLength: 1, maxLength: 8 }), (parts) => {
        const source = `https://shop.example/${parts.map(([text], i) => `${text}{{f${i}}}`).join('')}z`;
        const url = `https://shop.example/${parts.map(([text, value]) => text + value).join('')}z`;
        const html = a(source.replaceAll('&', '&amp;'));
        expect(behind(html, url)).toEqual([1, source]);
        expect(behind(html, `${url}!`)).toBeUndefined();
      }),
    );
  });

  it('does not take for ever to be told from an address that nearly fits', () => {
    const html = a(`https://shop.example/${'{{x}}a'.repeat(200)}b`);
    expect(behind(html, `https://shop.example/${'a'.repeat(20_000)}`)).toBeUndefined();
  });
});

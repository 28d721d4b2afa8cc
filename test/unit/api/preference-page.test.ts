import { describe, expect, it } from 'vitest';
import { preferencePage } from '../../../functions/api/preference-page.ts';
import { wishOf } from '../../../functions/api/wish.ts';
import type { Preferences } from '../../../src/usecases/tracking/preferences.ts';

const newsletter = { name: 'news"letter', title: 'News & <more>', description: 'Once a <month>', wanted: true };
const preferences = (over: Partial<Preferences> = {}): Preferences => ({
  organization: 'Penguins <us>',
  category: newsletter,
  choices: [newsletter, { name: 'offers', title: 'Offers', description: '', wanted: false }],
  unsubscribed: false,
  ...over,
});

describe('what is posted to the preference page', () => {
  it.each([
    ['List-Unsubscribe=One-Click', { wish: 'list' }],
    ['--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--', { wish: 'list' }],
    ['do=category', { wish: 'category' }],
    ['do=choose&category=a%26b&category=c', { wish: 'choose', wanted: ['a&b', 'c'] }],
    ['do=choose', { wish: 'choose', wanted: [] }],
    ['do=all', { wish: 'all' }],
    ['', { wish: 'all' }],
    ['confirm=yes', { wish: 'all' }],
  ])('%j asks for %o', (body, wish) => expect(wishOf(body)).toEqual(wish));
});

describe('the preference page', () => {
  it('escapes whatever the organization wrote', () => {
    const page = preferencePage(preferences(), { wish: 'category' });
    expect(page).not.toMatch(/<us>|<more>|<month>|news"letter/);
    expect(page).toContain('value="news&quot;letter"');
  });

  it('labels every box and describes it where there is something to say', () => {
    const page = preferencePage(preferences());
    const boxes = [...page.matchAll(/<input type="checkbox"[^>]* id="(\w+)"[^>]*>/g)];
    expect(boxes).toHaveLength(2);
    for (const [, id] of boxes) expect(page).toContain(`<label for="${id}">`);
    const described = [...page.matchAll(/aria-describedby="(\w+)"/g)].map(([, id]) => id);
    expect(described.map((id) => page.includes(`<small id="${id}">`))).toEqual([true]);
  });

  it('names its sections once each, and needs no script', () => {
    const page = preferencePage(preferences());
    const ids = [...page.matchAll(/ id="(\w+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of page.matchAll(/aria-labelledby="(\w+)"/g)) expect(ids).toContain(id);
    expect(page).not.toMatch(/<script|javascript:|onclick/i);
  });

  it('offers to leave the category of the mail only while the reader gets it', () => {
    expect(preferencePage(preferences())).toContain('value="category"');
    const left = { ...newsletter, wanted: false };
    expect(preferencePage(preferences({ choices: [left] }))).not.toContain('value="category"');
    expect(preferencePage(preferences({ category: null }))).not.toContain('value="category"');
  });

  it('has one button for a reader with nothing to choose, and none for one who has left', () => {
    const buttons = (page: string): number => page.match(/<button/g)?.length ?? 0;
    expect(buttons(preferencePage(preferences({ category: null, choices: [] })))).toBe(1);
    expect(buttons(preferencePage(preferences({ unsubscribed: true })))).toBe(0);
  });
});

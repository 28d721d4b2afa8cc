import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suppressionReasons } from '../../../src/contracts/suppression.ts';
import { choicesOf, offeredCategories, withChoices } from '../../../src/domain/contact/preferences.ts';
import { gravestOf, liftable, masked } from '../../../src/domain/contact/suppression.ts';

const names = fc.uniqueArray(fc.constantFrom('news', 'offers', 'events', 'tips'));
const category = (name: string) => ({ name, title: name.toUpperCase(), description: '' });

describe('the opt-outs of a contact', () => {
  it('after its choices hold what it declined, nothing it accepted, and the rest as before', () => {
    fc.assert(
      fc.property(names, names, names, (before, declined, accepted) => {
        const after = withChoices(before, { declined, accepted });
        const wanted = (name: (typeof before)[number]): boolean => accepted.includes(name) && !declined.includes(name);
        expect(after.toSorted()).toEqual(
          [...new Set([...before, ...declined])].filter((name) => !wanted(name)).toSorted(),
        );
      }),
    );
  });

  it('are the same list when its choices change nothing, so that nothing is written', () => {
    fc.assert(
      fc.property(names, names, names, (before, declined, accepted) => {
        const after = withChoices(before, { declined, accepted });
        expect(withChoices(after, { declined, accepted })).toBe(after);
      }),
    );
  });
});

describe('what a reader may choose', () => {
  it('is every declared category, and that of the mail in hand where it is none of them', () => {
    const declared = [category('news'), category('offers')];
    expect(offeredCategories(declared, 'offers')).toBe(declared);
    expect(offeredCategories(declared, null)).toBe(declared);
    expect(offeredCategories(declared, 'tips').map(({ name }) => name)).toEqual(['news', 'offers', 'tips']);
  });

  it('is divided by its ticks; what is not offered is not touched', () => {
    expect(choicesOf([category('news'), category('offers')], ['offers', 'forged'])).toEqual({
      declined: ['news'],
      accepted: ['offers'],
    });
  });
});

describe('an entry of the suppression list', () => {
  const at = (day: number): string => `2026-11-0${day}T00:00:00.000Z`;
  const entry = (facts: object) => ({ id: 'hash', category: null, facts });

  it('shows its gravest reason with the time of that', () => {
    expect(gravestOf(entry({ manual: at(1), bounced: at(3), unsubscribed: at(2) }))).toEqual({
      category: null,
      reason: 'bounced',
      at: at(3),
    });
    expect(gravestOf(entry({}))).toBeUndefined();
  });

  it('is lifted only where all of its reasons may be', () => {
    fc.assert(
      fc.property(fc.subarray([...suppressionReasons], { minLength: 1 }), fc.boolean(), (reasons, consented) => {
        const lifted = liftable(entry(Object.fromEntries(reasons.map((reason) => [reason, at(1)]))), consented);
        const heldBack = reasons.includes('complained') || reasons.includes('bounced');
        const needsConsent = reasons.includes('unsubscribed') && !consented;
        expect(lifted.ok).toBe(!heldBack && !needsConsent);
        if (lifted.ok) expect(lifted.value).toEqual(reasons);
      }),
    );
  });

  it.each([
    ['ann@example.com', 'a***@example.com'],
    ['x@y.example', 'x***@y.example'],
  ])('shows %s as %s', (email, shown) => expect(masked(email)).toBe(shown));
});

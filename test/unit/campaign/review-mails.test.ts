import { describe, expect, it } from 'vitest';
import { newSettings } from '../../../src/contracts/resources.ts';
import type { EmailStep } from '../../../src/contracts/step.ts';
import { sampleOf } from '../../../src/domain/campaign/audience-sample.ts';
import { consent, fallbacks } from '../../../src/domain/campaign/review-audience.ts';
import { mailReviews } from '../../../src/domain/campaign/review-mails.ts';
import { linksOf } from '../../../src/domain/deliverability/mail-links.ts';
import { spreadVariants } from '../../../src/domain/sequence/spread-variants.ts';
import { finishedMails } from '../../../src/usecases/campaigns/finished-mails.ts';
import { aCampaign, aContact, anEmail, aSequence } from '../../support/builders.ts';

const settings = newSettings({ organization: 'Acme', postalAddress: '1 Main Street\n1234 Town', timezone: 'UTC' }, 1);
const foot = '<p><a href="{{unsubscribeUrl}}">Unsubscribe</a> {{postalAddress}}</p>';
const words =
  '<p>Dear {{default firstName "reader"}}, this month we have three new things to show you, and one of them is for you.</p>';
const good = { subject: 'News of November', previewText: 'Three new things', html: `${words}${foot}` };

const mailsOf = (over: Partial<EmailStep>) => {
  const draft = aSequence(anEmail('welcome', null, { ...good, ...over }));
  const { flat, origins } = spreadVariants(draft);
  return finishedMails({ draft, flat, origins, campaign: aCampaign(), settings });
};
const review = (key: keyof typeof mailReviews, over: Partial<EmailStep>) => mailReviews[key]({ mails: mailsOf(over) });
const withBody = (body: string) => ({ html: `${words}${body}${foot}` });

describe('the review of a mail', () => {
  it.each(Object.keys(mailReviews) as (keyof typeof mailReviews)[])('finds nothing in a good one: %s', (key) => {
    expect(review(key, {})).toMatchObject({ state: 'pass', fix: null });
  });

  it.each<[string, keyof typeof mailReviews, Partial<EmailStep>, string, RegExp]>([
    ['more HTML than Gmail shows', 'size', withBody(`<p>${'word '.repeat(22_000)}</p>`), 'warning', /109 KB/],
    [
      'a placeholder of another system',
      'links',
      withBody('<a href="https://x.example/*|EMAIL|*">x</a>'),
      'fail',
      /unfilled/,
    ],
    ['a link without encryption', 'links', withBody('<a href="http://x.example/">x</a>'), 'warning', /not encrypted/],
    ['a shortener', 'links', withBody('<a href="https://bit.ly/abc">x</a>'), 'warning', /shortened/],
    ['a bare IP address', 'links', withBody('<a href="https://192.0.2.1/x">x</a>'), 'warning', /IP address/],
    ['a link to nowhere', 'links', withBody('<a href="#">Read on</a>'), 'warning', /leads nowhere, "Read on"/],
    [
      'a text that names another host',
      'links',
      withBody('<a href="https://evil.example/a"><b>www.bank.example</b></a>'),
      'warning',
      /shows www.bank.example and leads to evil.example/,
    ],
    ['capitals', 'spam_hints', { subject: 'READ THIS TODAY' }, 'warning', /shouts/],
    ['exclamation marks', 'spam_hints', { subject: 'Look here!!!' }, 'warning', /exclamation/],
    ['currency signs', 'spam_hints', { subject: 'Win $$$ now' }, 'warning', /currency/],
    ['an answer to nothing', 'spam_hints', { subject: 'Re: our talk' }, 'warning', /pretends/],
    ['a forward of nothing', 'spam_hints', { subject: 'FWD: Offer' }, 'warning', /pretends/],
    ['known phrases', 'spam_hints', withBody('<p>Get FREE money today</p>'), 'warning', /says "free money"/],
    [
      'images alone',
      'spam_hints',
      { html: `<img src="https://x.example/a.png" alt="">${foot}` },
      'warning',
      /hardly more than images/,
    ],
    [
      'many links',
      'spam_hints',
      withBody(Array.from({ length: 31 }, (_, n) => `<a href="https://x.example/${n}">No ${n}</a>`).join(' ')),
      'warning',
      /has 32 links/,
    ],
    [
      'markup without words',
      'spam_hints',
      withBody('<table><tr><td></td></tr></table>'.repeat(800)),
      'warning',
      /much markup/,
    ],
    ['no preview text', 'inbox_line', { previewText: '' }, 'warning', /no preview text/],
    ['a long subject', 'inbox_line', { subject: 'n'.repeat(61) }, 'warning', /61 characters/],
    ['no way out', 'unsubscribe', { html: `${words}<p>{{postalAddress}}</p>` }, 'fail', /no unsubscribe link/],
    ['no sender', 'unsubscribe', { html: `${words}<a href="{{unsubscribeUrl}}">x</a>` }, 'fail', /no postal address/],
    [
      'a text part without a way out',
      'unsubscribe',
      { text: 'Hello. {{postalAddress}}' },
      'fail',
      /no unsubscribe link in its text part/,
    ],
  ])('finds %s', (_, key, over, state, reason) => {
    expect(review(key, over)).toMatchObject({ state, reason: expect.stringMatching(reason), fix: expect.any(String) });
  });

  it.each<[string, keyof typeof mailReviews, Partial<EmailStep>]>([
    ['a short subject of capitals', 'spam_hints', { subject: 'NEWS' }],
    ['capitals in a sentence', 'spam_hints', { subject: 'The USA and NATO' }],
    ['a subject in a script without capitals', 'spam_hints', { subject: '今月のお知らせをお届けします' }],
    ['one question mark', 'spam_hints', { subject: 'Did you know?' }],
    ['words that begin like Re:', 'spam_hints', { subject: 'Regarding: your order' }],
    [
      'a text that names the site of the link',
      'links',
      withBody('<a href="https://shop.acme.example/a">acme.example</a>'),
    ],
    [
      'mail and telephone links',
      'links',
      withBody('<a href="mailto:a@b.example">a@b.example</a> <a href="tel:+431">call</a>'),
    ],
  ])('lets %s pass', (_, key, over) => {
    expect(review(key, over).state).toBe('pass');
  });

  it('names the variant that it means, and says how many more findings there are', () => {
    const variants = [
      { key: 'a', subject: 'Good news' },
      { key: 'b', subject: 'LOOK AT THIS!!!' },
    ];
    const { reason } = review('spam_hints', { variants });
    expect(reason).toBe('The mail "welcome, variant b" shouts: its subject is all in capitals (and 1 more).');
  });
});

describe('the links of a mail', () => {
  it('are found with the text that a reader sees', () => {
    const html =
      '<A HREF="https://a.example/?x=1&amp;y=2"><b>One</b>\n two</A><!-- <a href="https://no.example"> --><a name="x">';
    expect(linksOf(html)).toEqual([{ href: 'https://a.example/?x=1&y=2', text: 'One two' }]);
  });
});

describe('the review of an audience', () => {
  const people = (count: number, over: object) => Array.from({ length: count }, () => aContact(over));
  const consentOf = (status: 'none' | 'unsubscribed') => ({ consent: { ...aContact().consent, status } });
  const campaign = aCampaign();

  it('counts those who will get nothing, and warns when they are many', () => {
    const few = sampleOf([...people(9, {}), ...people(1, consentOf('none'))], []);
    expect(consent({ campaign, sample: few })).toMatchObject({
      state: 'pass',
      reason: expect.stringContaining('1 never agreed'),
    });
    const many = sampleOf([...people(7, {}), ...people(3, consentOf('unsubscribed'))], []);
    expect(consent({ campaign, sample: many })).toMatchObject({
      state: 'warning',
      reason: expect.stringContaining('3 unsubscribed'),
    });
  });

  it('counts those who lack a field that the mails show, and warns when they are most', () => {
    const some = sampleOf([...people(6, {}), ...people(4, { company: null })], ['firstName', 'company', 'custom.plan']);
    expect(fallbacks({ campaign, sample: some })).toMatchObject({
      state: 'warning',
      reason: 'Of 10 contacts looked at so many see a fallback or a gap: company: 4, custom.plan: 10.',
    });
    expect(fallbacks({ campaign, sample: { ...some, lacking: [{ field: 'company', contacts: 4 }] } }).state).toBe(
      'pass',
    );
  });
});

import { links, words } from './links.ts';
import type { PrebuiltCampaign } from './prebuilt.ts';
import { atOnce } from './settings.ts';
import { bullets, button, hello, letter, mail, numbers, signed, small, text, title, wait } from './write.ts';

const because = 'You get this mail because you signed up with {{organization}}.';

const welcome = letter(
  because,
  title('Welcome to {{organization}}'),
  hello,
  text(
    'It is good to have you. You signed up to get <b>[Result customers get]</b>, and we would like you to have it soon.',
  ),
  text('One small step is enough for today:'),
  button(words.firstStep, links.app),
  text('It takes about two minutes. If anything is unclear, reply to this mail: a person reads it and answers.'),
  text('In two days we show you around. Until then, enjoy looking about.'),
  signed,
);

const overview = letter(
  because,
  title('What you can do with {{organization}}'),
  hello,
  text('Most people begin with one of these three. Pick the one that saves you the most time this week.'),
  bullets(
    `<b>${words.feature}</b>: for when you want a result today.`,
    `<b>${words.secondFeature}</b>: for work that comes back every week.`,
    `<b>${words.thirdFeature}</b>: for working on it together.`,
  ),
  button('See all three in action', links.features),
  text('New to all of it? Do it in this order:'),
  numbers(words.firstStep, words.secondStep, 'Invite one colleague, and compare notes.'),
  text('The help pages answer most questions in a minute: <a href="https://example.com/help">have a look</a>.'),
  signed,
);

const offer = letter(
  because,
  title('20% off, because you are new'),
  hello,
  text(
    'You have had five days to look around. If {{organization}} is for you, here is a thank-you for starting with us:',
  ),
  text(`<b>20% off your first year</b> with the code <b>${words.code}</b>.`),
  button('Use my 20% off', links.pricing),
  text('Why now? Because people who set up in their first week are the ones who are still glad about it a year later.'),
  bullets(
    'You keep everything you have set up so far.',
    'You can cancel at any time, without a call.',
    'The discount stays for the whole year.',
  ),
  small('The code is valid for seven days and works once for each account.'),
  text('Not the right moment? Then do nothing. Your account stays as it is.'),
  signed,
);

/** The series of the Quick Start: at once, after two days, and after three more. */
export const welcomeSeries: PrebuiltCampaign = {
  id: 'prebuilt_welcome_series',
  name: 'Welcome Series',
  category: 'Welcome',
  tags: ['welcome', 'new customers', 'offer'],
  description: 'Three mails in five days: a warm welcome, an overview of the product, and a special offer.',
  conversionRate: null,
  settings: atOnce,
  sequence: {
    entry: 'welcome',
    steps: [
      mail(
        {
          id: 'welcome',
          name: 'Welcome',
          subject: 'Welcome to {{organization}}, {{default firstName "friend"}}!',
          previewText: 'Thanks for signing up. One small step is enough for today.',
          blocks: welcome,
        },
        'wait_overview',
      ),
      wait('wait_overview', 2, 'days', 'overview'),
      mail(
        {
          id: 'overview',
          name: 'Product Overview',
          subject: 'Three good ways to begin with {{organization}}',
          previewText: 'Pick the one that saves you the most time this week.',
          blocks: overview,
        },
        'wait_offer',
      ),
      wait('wait_offer', 3, 'days', 'offer'),
      mail(
        {
          id: 'offer',
          name: 'Special Offer',
          subject: '20% Off your first year, {{default firstName "friend"}}',
          previewText: 'A thank-you for starting with us. Valid for seven days.',
          blocks: offer,
        },
        null,
      ),
    ],
  },
};

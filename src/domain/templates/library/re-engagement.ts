import { links, words } from './links.ts';
import type { PrebuiltCampaign } from './prebuilt.ts';
import { workdays } from './settings.ts';
import { bullets, button, hello, letter, mail, signed, small, text, title, wait } from './write.ts';

const because = 'You get this mail because you subscribed to mails of {{organization}}.';

const missed = letter(
  because,
  title('It has been a while'),
  hello,
  text('We have not heard from you for some time, and a few things have changed since then:'),
  bullets(
    `<b>${words.feature}</b> is faster, and asks fewer questions.`,
    `<b>${words.secondFeature}</b> is new. Many of you had asked for it.`,
    'The help pages were written anew, in plain words.',
  ),
  button('See what is new', links.features),
  text('If you would rather get fewer mails, or others, <a href="https://example.com/preferences">tell us which</a>.'),
  signed,
);

const offer = letter(
  because,
  title('Come back, and the first month is on us'),
  hello,
  text(
    `Perhaps it was the price, perhaps the moment. For the price we can do something: a free month with the code <b>${words.code}</b>.`,
  ),
  button('Take my free month', links.upgrade),
  text('Your account and everything in it are still there. You can go on where you stopped.'),
  small('The code is valid for 14 days.'),
  signed,
);

const goodbye = letter(
  because,
  title('Shall we stop writing?'),
  hello,
  text('You have not opened our last mails, and we do not want to fill your inbox with what you do not read.'),
  text('If you would like to stay, one click is enough:'),
  button('Yes, keep me on the list', links.preferences),
  text(
    'If you do nothing, this was our last mail of this kind. Your account stays as it is, and you can come back at any time.',
  ),
  signed,
);

const reacted = { engagement: { email: 'any' as const, event: 'clicked' as const } };
const opened = { engagement: { email: 'previous' as const, event: 'opened' as const } };

/** Ends with a sunset: who reacts to none of three mails gets a tag and leaves, and should get no more mails. */
export const reEngagement: PrebuiltCampaign = {
  id: 'prebuilt_re_engagement',
  name: 'Re-engagement',
  category: 'Retention',
  tags: ['retention', 'win back', 'sunset'],
  description:
    'Three mails to people who went quiet. Who comes back is tagged "re-engaged"; who does not leaves with the tag "sunset".',
  conversionRate: null,
  settings: workdays,
  sequence: {
    entry: 'missed',
    steps: [
      mail(
        {
          id: 'missed',
          name: 'It has been a while',
          subject: 'It has been a while, {{default firstName "friend"}}',
          previewText: 'What is new since you last looked.',
          blocks: missed,
        },
        'wait_4',
      ),
      wait('wait_4', 4, 'days', 'back_after_first'),
      {
        id: 'back_after_first',
        kind: 'condition',
        name: 'Clicked?',
        arms: [{ when: reacted, next: 'tag_back' }],
        else: 'offer',
      },
      mail(
        {
          id: 'offer',
          name: 'Come back',
          subject: 'The first month is on us, {{default firstName "if you like"}}',
          previewText: 'Your account is still there. Go on where you stopped.',
          blocks: offer,
        },
        'wait_11',
      ),
      wait('wait_11', 7, 'days', 'back_after_offer'),
      {
        id: 'back_after_offer',
        kind: 'condition',
        name: 'Clicked or opened?',
        arms: [
          { when: reacted, next: 'tag_back' },
          { when: opened, next: 'undecided' },
        ],
        else: 'goodbye',
      },
      mail(
        {
          id: 'goodbye',
          name: 'Shall we stop writing?',
          subject: 'Shall we stop writing to you?',
          previewText: 'One click keeps you on the list. Otherwise this was our last mail.',
          blocks: goodbye,
        },
        'wait_18',
      ),
      wait('wait_18', 7, 'days', 'back_at_last'),
      {
        id: 'back_at_last',
        kind: 'condition',
        name: 'Clicked?',
        arms: [{ when: reacted, next: 'tag_back' }],
        else: 'tag_sunset',
      },
      { id: 'tag_back', kind: 'action', action: { type: 'add_tag', tag: 're-engaged' }, next: 'back' },
      { id: 'back', kind: 'exit', reason: 're_engaged' },
      { id: 'undecided', kind: 'exit', reason: 'opened_only' },
      { id: 'tag_sunset', kind: 'action', action: { type: 'add_tag', tag: 'sunset' }, next: 'sunset' },
      { id: 'sunset', kind: 'exit', reason: 'sunset' },
    ],
  },
};

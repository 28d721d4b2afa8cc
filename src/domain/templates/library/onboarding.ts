import { links, words } from './links.ts';
import type { PrebuiltCampaign } from './prebuilt.ts';
import { atOnce } from './settings.ts';
import { bullets, button, hello, letter, mail, numbers, signed, text, title, wait, when } from './write.ts';

const because = 'You get this mail because you began to use {{organization}}.';

const start = letter(
  because,
  title('Your first week, planned'),
  hello,
  text('Welcome aboard. This is what the next seven days look like, so that nothing surprises you:'),
  bullets(
    '<b>Today:</b> set up your workspace. Five minutes.',
    '<b>Tomorrow:</b> your first result.',
    '<b>Day 3:</b> bring in your team.',
    '<b>Day 7:</b> look back, and decide what comes next.',
  ),
  button('Set up my workspace', links.app),
  text('You will hear from us four times this week. After that we are quiet unless you ask.'),
  signed,
);

const firstResult = letter(
  because,
  title('Today: your first result'),
  hello,
  text('Yesterday was about getting in. Today is about getting something out. Do just these two things:'),
  numbers(`${words.firstStep}.`, `${words.secondStep}.`),
  button('Do it now', links.app),
  text(
    'If it takes longer than ten minutes, something is wrong, and that is our fault and not yours. Reply, and we sort it out together.',
  ),
  signed,
);

const helpNeeded = letter(
  because,
  title('May we help you get started?'),
  hello,
  text('It looks as if you have not had the time to begin yet. That happens. Which of these is it?'),
  bullets(
    '<b>No time.</b> <a href="https://example.com/guide">The short guide</a> gets you there in five minutes.',
    '<b>Not sure how.</b> <a href="https://example.com/book-a-call">Book a call</a>, and we do it with you.',
    '<b>Not the right tool.</b> Reply with one line. We would like to know, and we do not argue.',
  ),
  button('Get started in five minutes', links.guide),
  signed,
);

const team = letter(
  because,
  title('Better together: bring in your team'),
  hello,
  text('{{organization}} gets good when more than one person uses it. Who should see what you have made?'),
  when('company', [
    text('At {{company}}, most likely the person who asks you for the numbers, and the one who makes them.'),
  ]),
  bullets(
    '<b>Invite</b> by mail address; they need no account of their own to begin.',
    '<b>Choose a role</b> for each: look, change, or approve.',
    '<b>Leave a comment</b> where you want an answer.',
  ),
  button('Invite my team', links.app),
  signed,
);

const review = letter(
  because,
  title('One week in: how was it?'),
  hello,
  text('A week ago you set up your workspace. Time to look back for a minute:'),
  bullets(
    'What works better than before?',
    'What is still in your way?',
    `How close are you to <b>${words.result}</b>?`,
  ),
  text('Reply with whatever comes to your mind. Every answer is read, and many of them have changed the product.'),
  text('And when you want to go on by yourself, the guides are sorted by what you want to get done:'),
  button('What to do next', links.guide),
  signed,
);

/** Seven days; who has not clicked by the third day gets help instead of the next task. */
export const onboarding: PrebuiltCampaign = {
  id: 'prebuilt_onboarding',
  name: 'Onboarding',
  category: 'Onboarding',
  tags: ['onboarding', 'new customers', 'activation'],
  description: 'Seven days from the first login to a team that uses the product. Who gets stuck is offered help.',
  conversionRate: null,
  settings: atOnce,
  sequence: {
    entry: 'start',
    steps: [
      mail(
        {
          id: 'start',
          name: 'Your first week',
          subject: 'Your first week with {{organization}}, planned',
          previewText: 'Four short mails, five minutes today.',
          blocks: start,
        },
        'wait_1',
      ),
      wait('wait_1', 1, 'days', 'first_result'),
      mail(
        {
          id: 'first_result',
          name: 'First result',
          subject: 'Today: your first result{{#if firstName}}, {{firstName}}{{/if}}',
          previewText: 'Two things to do, ten minutes at most.',
          blocks: firstResult,
        },
        'wait_3',
      ),
      wait('wait_3', 2, 'days', 'started'),
      {
        id: 'started',
        kind: 'condition',
        name: 'Clicked a mail of the first days?',
        arms: [{ when: { engagement: { email: 'any', event: 'clicked' } }, next: 'team' }],
        else: 'help',
      },
      mail(
        {
          id: 'team',
          name: 'Bring in your team',
          subject: 'Who else should see this, {{default firstName "do you think"}}?',
          previewText: 'Invite the people you work with. It takes a minute.',
          blocks: team,
        },
        'wait_7',
      ),
      mail(
        {
          id: 'help',
          name: 'May we help?',
          subject: 'May we help you get started?',
          previewText: 'A five-minute guide, a call, or an honest answer.',
          blocks: helpNeeded,
        },
        'wait_7',
      ),
      wait('wait_7', 4, 'days', 'review'),
      mail(
        {
          id: 'review',
          name: 'One week in',
          subject: 'One week in: how was it?',
          previewText: 'Reply with one line. We read every answer.',
          blocks: review,
        },
        null,
      ),
    ],
  },
};

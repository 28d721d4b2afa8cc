import { links, words } from './links.ts';
import type { PrebuiltCampaign } from './prebuilt.ts';
import { atOnce } from './settings.ts';
import {
  bullets,
  button,
  heading,
  hello,
  letter,
  mail,
  numbers,
  quote,
  signed,
  small,
  text,
  title,
  wait,
  when,
} from './write.ts';

const because = 'You get this mail because you opened an account with {{organization}}.';

const welcome = letter(
  because,
  title('Your account is ready'),
  hello,
  text('Welcome to {{organization}}. Your account is open, and setting it up takes about five minutes:'),
  numbers(
    '<b>Confirm your details.</b> Name, time zone, and how we may reach you.',
    `<b>${words.firstStep}.</b> You see the first result on the same page.`,
    '<b>Invite a colleague.</b> Two people find out twice as fast whether it fits.',
  ),
  button('Finish my setup', links.app),
  when('company', [
    text(
      'Setting up for {{company}}? Use your company address when you invite others: they land in the same workspace.',
    ),
  ]),
  text('If you get stuck, reply to this mail. It reaches our support team, not a robot.'),
  signed,
);

const features = letter(
  because,
  title('Three features people use every day'),
  hello,
  text('You do not need everything at once. These three are the ones our customers open most often:'),
  heading(words.feature),
  text('Start here. It does in minutes what used to take an afternoon.'),
  heading(words.secondFeature),
  text('Set it up once, and it keeps working while you do something else.'),
  heading(words.thirdFeature),
  text('See at a glance what changed since yesterday, and who did it.'),
  button('Take the two-minute tour', links.features),
  text('Which of the three sounds most useful? Try that one first, and leave the others for later.'),
  signed,
);

const quickWin = letter(
  because,
  title('A quick win in ten minutes'),
  hello,
  text(
    `Here is the shortest way to <b>${words.result}</b> that we know. It needs ten minutes and nothing that you do not have.`,
  ),
  numbers(
    `${words.firstStep}.`,
    `${words.secondStep}.`,
    'Look at the result, and change one thing that you do not like yet.',
  ),
  button('Start the ten minutes', links.guide),
  when('(eq lifecycle "customer")', [
    text('As a customer you can also ask us to do the first round together: just reply.'),
  ]),
  text('Done? Then you have seen the heart of {{organization}}. All the rest makes it faster.'),
  small('Rather watch than read? The guide begins with a three-minute video.'),
  signed,
);

const advanced = letter(
  because,
  title('Ready for more? Four things for week two'),
  hello,
  text(
    'By now the basics sit. These four are what people discover in their second week, and wish they had found in the first:',
  ),
  bullets(
    '<b>Automation.</b> Let routine work start by itself, at the time you choose.',
    '<b>Integrations.</b> Connect the tools you use already; no copying back and forth.',
    '<b>Roles.</b> Decide who may look, who may change, and who may approve.',
    '<b>Reports.</b> Get the numbers by mail every Monday, before anybody asks for them.',
  ),
  button('Explore the advanced features', links.features),
  when(
    '(gt companySize 50)',
    [
      text(
        'For a company of the size of {{default company "yours"}}, we suggest to begin with roles: it keeps the rest tidy.',
      ),
    ],
    [text('In a small team, automation saves the most. Begin there.')],
  ),
  signed,
);

const upgrade = letter(
  because,
  title('How others got there, and an offer for you'),
  hello,
  text(
    `${words.customer} started where you are now: with a free account and a question. Not long after they had reached <b>${words.result}</b>.`,
  ),
  quote(words.quote, words.customer),
  text(
    'What they did was not complicated: they set it up properly once, let two colleagues in, and switched on automation.',
  ),
  button('Read their story', links.stories),
  heading('Your offer'),
  text(`Upgrade within the next seven days, and the first two months are on us. Your code: <b>${words.code}</b>.`),
  button('Upgrade my account', links.upgrade),
  small('You can go back to the free plan at any time, and you keep your data.'),
  signed,
);

/** Day offsets and titles as the specification gives them: 14 days, 5 mails. */
export const saasWelcome: PrebuiltCampaign = {
  id: 'prebuilt_saas_welcome_series',
  name: 'SaaS Welcome Series',
  category: 'Onboarding',
  tags: ['saas', 'welcome', 'onboarding', 'upgrade'],
  description: 'Five mails in 14 days that lead new accounts from setup to a first result and to an upgrade.',
  conversionRate: '12-18% (industry average)',
  settings: atOnce,
  sequence: {
    entry: 'day_0',
    steps: [
      mail(
        {
          id: 'day_0',
          name: 'Welcome + Account Setup',
          subject: 'Your account is ready{{#if firstName}}, {{firstName}}{{/if}}',
          previewText: 'Three steps and about five minutes until it works for you.',
          blocks: welcome,
        },
        'wait_2',
      ),
      wait('wait_2', 2, 'days', 'day_2'),
      mail(
        {
          id: 'day_2',
          name: 'Feature Overview',
          subject: 'The three features people use every day',
          previewText: 'You do not need everything at once. Begin with one of these.',
          blocks: features,
        },
        'wait_5',
      ),
      wait('wait_5', 3, 'days', 'day_5'),
      mail(
        {
          id: 'day_5',
          name: 'Quick Win Guide',
          subject: 'Ten minutes to your first result',
          previewText: 'The shortest way we know, step by step.',
          blocks: quickWin,
        },
        'wait_9',
      ),
      wait('wait_9', 4, 'days', 'day_9'),
      mail(
        {
          id: 'day_9',
          name: 'Advanced Features',
          subject: 'Four things to try in week two{{#if firstName}}, {{firstName}}{{/if}}',
          previewText: 'Automation, integrations, roles and reports.',
          blocks: advanced,
        },
        'wait_14',
      ),
      wait('wait_14', 5, 'days', 'day_14'),
      mail(
        {
          id: 'day_14',
          name: 'Success Story + Upgrade Offer',
          subject: 'How {{default company "a team like yours"}} could get there too',
          previewText: 'A short story, and two months on us if you upgrade this week.',
          blocks: upgrade,
        },
        null,
      ),
    ],
  },
};

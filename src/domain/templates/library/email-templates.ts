import { links, words } from './links.ts';
import type { PrebuiltMail } from './prebuilt.ts';
import {
  bullets,
  button,
  heading,
  hello,
  letter,
  line,
  note,
  numbers,
  signed,
  small,
  text,
  title,
  when,
} from './write.ts';

const signedUp = 'You get this mail because you signed up with {{organization}}.';
const subscribed = 'You get this mail because you subscribed to mails of {{organization}}.';

const template = (
  key: string,
  [name, category, description]: readonly [string, string, string],
  tags: readonly string[],
  [subject, previewText]: readonly [string, string],
  blocks: PrebuiltMail['blocks'],
): PrebuiltMail => ({ id: `prebuilt_${key}`, name, category, description, tags, subject, previewText, blocks });

const welcome = template(
  'welcome_email',
  [
    'Welcome Email Template',
    'Welcome',
    'The first mail to somebody who has just signed up: thanks, one step, and a person to ask.',
  ],
  ['welcome', 'new customers'],
  ['Welcome to {{organization}}, {{default firstName "friend"}}!', 'Thanks for signing up. Here is how to begin.'],
  letter(
    signedUp,
    title('Thanks for signing up'),
    hello,
    text(
      `We are glad that you are here. People come to {{organization}} for <b>${words.result}</b>, and this is the best place to begin:`,
    ),
    button(words.firstStep, links.app),
    when('company', [text('Bringing {{company}} along? You can invite colleagues as soon as you are in.')]),
    text('Questions? Reply to this mail. A person reads it.'),
    signed,
  ),
);

const gettingStarted = template(
  'getting_started',
  ['Getting Started Template', 'Onboarding', 'Three steps from an empty account to a first result.'],
  ['onboarding', 'how-to'],
  ['Three steps to get started', 'About ten minutes, one after the other.'],
  letter(
    signedUp,
    title('Get started in three steps'),
    hello,
    numbers(
      `<b>${words.firstStep}.</b> You find it on the first page after the login.`,
      `<b>${words.secondStep}.</b> The example next to it shows what it should look like.`,
      '<b>Look at the result.</b> Change one thing, and see what happens.',
    ),
    button('Begin with step 1', links.app),
    heading('If you get stuck'),
    text(
      `<a href="${links.help}">The help pages</a> have a picture for each step. Or reply, and we help you in person.`,
    ),
    signed,
  ),
);

const announcement = template(
  'product_announcement',
  ['Product announcement', 'Product', 'Something new: what it is, whom it helps, and how to try it.'],
  ['product', 'news'],
  [`New: ${words.feature}`, 'What it does, and how to try it today.'],
  letter(
    subscribed,
    title(`New: ${words.feature}`),
    hello,
    text(words.news),
    heading('What it does for you'),
    bullets(
      'It takes over a task that you did by hand.',
      'It works with everything you have set up.',
      'It is there for every plan, from today.',
    ),
    button('Try it now', links.features),
    text('It came about because many of you asked for it. Tell us what you think: reply to this mail.'),
    signed,
  ),
);

const newsletter = template(
  'newsletter',
  ['Newsletter', 'Newsletter', 'Three short pieces with one link each.'],
  ['newsletter', 'news'],
  [`${words.news}, and two more things`, 'Three short reads for this month.'],
  letter(
    subscribed,
    title('This month at {{organization}}'),
    hello,
    text('Three short things, three minutes.'),
    heading(words.news),
    text(`What happened, why it matters to you, and what you can do with it. <a href="${links.stories}">Read more</a>`),
    line,
    heading('A tip from our support team'),
    text(
      `The question we heard most often this month, and the short answer to it. <a href="${links.help}">See the answer</a>`,
    ),
    line,
    heading(`How ${words.customer} does it`),
    text(
      `A customer shows how they reached ${words.result}, step by step. <a href="${links.stories}">Read their story</a>`,
    ),
    small(`Too many mails, or not the right ones? <a href="${links.preferences}">Choose what you get</a>.`),
  ),
);

const invitation = template(
  'event_invitation',
  ['Event invitation', 'Event', 'An invitation with what, when, where, and one button.'],
  ['event', 'webinar'],
  [`You are invited: ${words.event}`, `${words.when}. Seats are limited.`],
  letter(
    subscribed,
    title(words.event),
    hello,
    text('We would like to see you there.'),
    bullets(
      `<b>When:</b> ${words.when}`,
      `<b>Where:</b> ${words.where}`,
      '<b>Costs:</b> nothing, but please register.',
    ),
    heading('What you take home'),
    bullets(
      'A method that you can use the day after.',
      'Examples from companies like yours.',
      'Answers to your own questions: half of the time is yours.',
    ),
    button('Save my seat', links.event),
    small('Cannot come? Register anyway, and we send you the recording.'),
    signed,
  ),
);

const promotion = template(
  'promotion',
  ['Promotion', 'Promotion', 'An offer with its code, its end, and nothing in small print.'],
  ['promotion', 'offer'],
  ['{{default firstName "Hello"}}, 20% off until Sunday', 'One code, everything in the shop.'],
  letter(
    subscribed,
    title('20% off everything, until Sunday'),
    hello,
    text(`No fine print: the code <b>${words.code}</b> takes 20% off everything in the shop.`),
    when(
      '(eq lifecycle "customer")',
      [text('You have bought from us before: thank you. This is our way of saying so.')],
      [text('It would be your first order with us? Then this is a good moment.')],
    ),
    button('To the shop', links.shop),
    small(
      `Valid until Sunday at midnight, once for each customer. You can send everything back within ${words.returns}.`,
    ),
    signed,
  ),
);

const personal = template(
  'personal_note',
  ['Plain personal note', 'Personal', 'A few lines that look as if you had typed them.'],
  ['personal', 'sales', 'plain'],
  ['A quick question, {{default firstName "if I may"}}', 'It takes one line to answer.'],
  note(
    'You get this mail because you are in touch with {{organization}}.',
    hello,
    text(
      'I saw that you have been looking at {{organization}}{{#if company}} for {{company}}{{/if}}, and wanted to ask: what are you hoping to solve?',
    ),
    text('One line is enough. I will tell you honestly whether we can help.'),
    text(`Best regards<br>${words.sender}`),
  ),
);

/** The email templates that come with the product. */
export const emailTemplates: readonly PrebuiltMail[] = [
  welcome,
  gettingStarted,
  announcement,
  newsletter,
  invitation,
  promotion,
  personal,
];

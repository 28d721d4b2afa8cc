import { links, words } from './links.ts';
import type { PrebuiltCampaign } from './prebuilt.ts';
import { workdays } from './settings.ts';
import { button, hello, letter, mail, signed, small, text, title, when } from './write.ts';

const because = 'You get this mail because you left something in your cart at {{organization}}.';
const toCart = '{{default event.cartUrl "https://example.com/cart"}}';

const total = text(
  '{{#if event.total}}Together: <b>{{event.total}}{{#if event.currency}} {{event.currency}}{{/if}}</b>{{/if}}',
);

const items = when(
  'event.items',
  [
    text(
      '{{#each event.items}}{{#unless @first}}<br>{{/unless}}<b>{{default name "Your item"}}</b>{{#if quantity}} × {{quantity}}{{/if}}{{#if price}}, {{price}}{{/if}}{{/each}}',
    ),
    total,
  ],
  [text('Your cart is just as you left it.')],
);

const reminder = letter(
  because,
  title('You left something behind'),
  hello,
  text('You put this into your cart and then something else came up. We have kept it for you:'),
  items,
  button('Back to my cart', toCart),
  text('Did something go wrong at the checkout? Reply to this mail and we put it right.'),
  signed,
);

const questions = letter(
  because,
  title('Still thinking it over?'),
  hello,
  text('That is fine. Here is what people most often ask before they order:'),
  text(`<b>When does it arrive?</b> In ${words.delivery} after your order.`),
  text(`<b>What if it does not fit?</b> You can send it back within ${words.returns}.`),
  text('<b>What if something goes wrong?</b> Reply to this mail. A person answers, and puts it right.'),
  items,
  button('Finish my order', toCart),
  small('More questions? <a href="https://example.com/help">Our help pages</a> answer them, or just reply.'),
  signed,
);

const lastCall = letter(
  because,
  title('We keep your cart one more day'),
  hello,
  text(
    `After that we have to let it go, as others are looking as well. If you still want it, this may help: <b>10% off</b> with the code <b>${words.code}</b>.`,
  ),
  items,
  button('Take my 10% off', toCart),
  small('The code works once, for this cart, until tomorrow evening.'),
  text(`Changed your mind? No hard feelings. <a href="${links.shop}">Have a look around</a> whenever you like.`),
  signed,
);

const orderWithin = (id: string, value: number, next: string | null) =>
  ({
    id,
    kind: 'wait_for_event',
    event: 'order.completed',
    timeout: { value, unit: 'hours' },
    onEvent: 'ordered',
    onTimeout: next,
  }) as const;

/** Begins an hour after the last change of a cart unless an order comes; an order ends it at once. */
export const cartRecovery: PrebuiltCampaign = {
  id: 'prebuilt_cart_recovery',
  name: 'Cart Recovery',
  category: 'E-commerce',
  tags: ['e-commerce', 'cart', 'triggered'],
  description:
    'Three mails to people who left a cart: after an hour, after a day, and after two more. An order ends the series.',
  conversionRate: null,
  settings: {
    ...workdays,
    campaignType: 'triggered',
    sendWindow: null,
    trigger: {
      event: 'cart.updated',
      filter: null,
      unless: { event: 'order.completed', within: { value: 60, unit: 'minutes' } },
      reentry: { rule: 'after', after: { value: 7, unit: 'days' } },
    },
  },
  sequence: {
    entry: 'reminder',
    steps: [
      mail(
        {
          id: 'reminder',
          name: 'You left something behind',
          subject: 'You left something in your cart, {{default firstName "by the way"}}',
          previewText: 'We have kept it for you. One click brings you back.',
          blocks: reminder,
        },
        'order_within_a_day',
      ),
      orderWithin('order_within_a_day', 24, 'questions'),
      mail(
        {
          id: 'questions',
          name: 'Questions before you order',
          subject: 'Still thinking it over? Three short answers',
          previewText: 'When it arrives, how returns work, and whom to ask.',
          blocks: questions,
        },
        'order_within_two_days',
      ),
      orderWithin('order_within_two_days', 48, 'last_call'),
      mail(
        {
          id: 'last_call',
          name: 'Last call with 10% off',
          subject: '10% off what is in your cart, until tomorrow',
          previewText: 'Your cart is kept for one more day.',
          blocks: lastCall,
        },
        'order_at_last',
      ),
      orderWithin('order_at_last', 48, 'no_order'),
      { id: 'no_order', kind: 'exit', reason: 'no_order' },
      { id: 'ordered', kind: 'exit', reason: 'ordered' },
    ],
  },
};

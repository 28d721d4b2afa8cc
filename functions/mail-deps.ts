import { sendRateStore } from '../src/adapters/dynamo/send-rate-store.ts';
import { sesAccount } from '../src/adapters/ses/account.ts';
import { sesMailer } from '../src/adapters/ses/mailer.ts';
import { mailComposer } from '../src/usecases/delivery/compose-mail.ts';
import { lateMail } from '../src/usecases/delivery/late-mail.ts';
import { sendTurns } from '../src/usecases/delivery/send-turns.ts';
import { publishedSequences } from '../src/usecases/engine/published-sequence.ts';
import { addresses, campaigns, events, holidays, journeys, metrics, recentSettings, table, tokens } from './deps.ts';
import { env } from './env.ts';
import { once } from './once.ts';

/** The parts of the composition root that make and send mails: apart, so that only their users carry the libraries. */
export const mailer = /* @__PURE__ */ once(() =>
  sesMailer({ configurationSet: env('CONFIGURATION_SET'), tenants: env('SES_TENANTS') === 'on' }),
);

export const compose = /* @__PURE__ */ once(() =>
  mailComposer({
    readSequence: publishedSequences(campaigns()),
    settings: recentSettings(),
    events: events(),
    tokens: tokens(),
    addresses: addresses(),
    publicUrl: env('PUBLIC_URL'),
    replyDomain: env('REPLY_DOMAIN') || null,
  }),
);

export const late = /* @__PURE__ */ once(() =>
  lateMail({
    readSequence: publishedSequences(campaigns()),
    journeys: journeys(),
    settings: recentSettings(),
    holidays: holidays(),
  }),
);

export const turns = /* @__PURE__ */ once(() =>
  sendTurns({
    store: sendRateStore(table(), env('AWS_REGION')),
    account: sesAccount(),
    metrics,
    nowMs: Date.now,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
  }),
);

import { sesIdentities } from '../src/adapters/ses/identities.ts';
import { env } from './env.ts';
import { once } from './once.ts';

/** The part of the composition root that registers senders with SES: apart, so that only its users carry the client. */
export const identities = /* @__PURE__ */ once(() => sesIdentities(env('AWS_REGION')));

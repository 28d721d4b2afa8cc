import type { Forwarder } from '../src/usecases/ports/reply-store.ts';
import { env } from './env.ts';
import { once } from './once.ts';

const forwarder = once(async () =>
  (await import('../src/adapters/ses/mailer.ts')).sesForwarder(env('CONFIGURATION_SET')),
);

/** Loaded when first used: only replies of people are forwarded. */
export const forwarderOnDemand: Forwarder = { send: async (mail) => (await forwarder()).send(mail) };

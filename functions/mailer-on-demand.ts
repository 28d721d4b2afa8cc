import type { Mailer } from '../src/usecases/ports/effects.ts';

/** Loaded when first used, for those who write to the team now and then: what makes mails is as large as everything else. */
export const mailerOnDemand: Mailer = {
  send: async (mail) => (await import('./mail-deps.ts')).mailer().send(mail),
};

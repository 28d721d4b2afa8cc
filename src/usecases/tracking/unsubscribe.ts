import { ok } from '../../domain/result.ts';
import type { Tokens } from '../ports/effects.ts';
import { notFound, type Outcome } from '../problems.ts';
import { type Deps as StopDeps, stopContact } from './stop-contact.ts';

export interface Deps extends StopDeps {
  readonly tokens: Pick<Tokens, 'verify'>;
}

/** Whether a token of an unsubscribe link is ours; reading it changes nothing. */
export const checkUnsubscribe =
  ({ tokens }: Pick<Deps, 'tokens'>) =>
  async (token: string): Outcome<undefined> =>
    (await tokens.verify('unsubscribe', token)) ? ok(undefined) : notFound('unsubscribe link');

/** Ends all mail to the contact of the token's mail. Repeating it changes nothing. */
export const unsubscribe =
  (deps: Deps) =>
  async (token: string, source: 'one_click' | 'page'): Outcome<undefined> => {
    const [tenantId, contactId, sendId] = (await deps.tokens.verify('unsubscribe', token)) ?? [];
    if (!tenantId || !contactId || !sendId) return notFound('unsubscribe link');
    const scope = { tenantId, principal: 'contact' };
    await stopContact(deps)(scope, {
      contactId,
      reason: 'unsubscribed',
      suppress: 'unsubscribed',
      unsubscribe: { source, sendId },
    });
    return ok(undefined);
  };

import type { Effect } from '../../contracts/effect.ts';
import type { TenantScope } from '../scope.ts';

export interface EffectStore {
  get(scope: TenantScope, contactId: string, id: string): Promise<Effect | undefined>;
  /** Notes what came of it, unless that is noted already. */
  settle(effect: Effect): Promise<void>;
}

/** Sends one signed request to a tenant's own system, never to an address inside ours (OWASP API7). */
export interface WebhookSender {
  send(request: {
    readonly url: string;
    readonly id: string;
    readonly secret: string;
    /** Secrets that are on their way out, and still checked by some. */
    readonly alsoSigned?: readonly string[];
    readonly body: string;
  }): Promise<WebhookReply>;
}

/** `refused`: the address may not be called at all. `unreachable`: nobody answered in time. */
export type WebhookReply =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'refused'; readonly detail: string }
  | { readonly kind: 'unreachable'; readonly detail: string };

/** Secrets of tenants that both sides know. */
export interface WebhookSecrets {
  /** `whsec_…`, the same for a tenant as long as the signing secret of the stack is. */
  secretOf(tenantId: string): Promise<string>;
}

import type { Delivery, Webhook } from '../../contracts/webhook.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

export interface WebhookStore {
  list(scope: TenantScope): Promise<readonly Webhook[]>;
  get(scope: TenantScope, id: string): Promise<Webhook | undefined>;
  /** False when there is one with the id. */
  create(scope: TenantScope, webhook: Webhook): Promise<boolean>;
  /** False when it changed since `seenRev` was read, or is gone. */
  save(scope: TenantScope, webhook: Webhook, seenRev: number): Promise<boolean>;
  remove(scope: TenantScope, id: string): Promise<void>;
  /** Remembers since when nothing but failures came; answers with the webhook, undefined when it is gone. */
  noteFailure(scope: TenantScope, id: string, at: string): Promise<Webhook | undefined>;
  noteSuccess(scope: TenantScope, id: string): Promise<void>;
  /** False when it was off already, or is gone. */
  disable(scope: TenantScope, id: string, reason: string, at: string): Promise<boolean>;
}

export interface DeliveryFilter extends PageRequest {
  readonly status?: Delivery['status'] | undefined;
  readonly type?: Delivery['type'] | undefined;
  /** Of what happened at this instant or later. */
  readonly since?: string | undefined;
}

export interface DeliveryStore {
  get(scope: TenantScope, webhookId: string, id: string): Promise<Delivery | undefined>;
  /** Adds a delivery unless it is there; kept for 30 days. */
  add(scope: TenantScope, delivery: Delivery): Promise<void>;
  save(scope: TenantScope, delivery: Delivery): Promise<void>;
  /** The newest first. A page may hold fewer than asked for, or none, and not be the last. */
  list(scope: TenantScope, webhookId: string, filter: DeliveryFilter): Promise<Page<Delivery>>;
}

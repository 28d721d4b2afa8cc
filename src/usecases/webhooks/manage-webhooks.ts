import type { Fault } from '../../contracts/problem.ts';
import type { NewWebhook, Webhook, WebhookPatch } from '../../contracts/webhook.ts';
import { later } from '../../domain/later.ts';
import { ok } from '../../domain/result.ts';
import { definedOnly } from '../campaigns/update-campaign.ts';
import type { Clock, Ids } from '../ports/effects.ts';
import type { WebhookStore } from '../ports/webhook-store.ts';
import { changedMeanwhile, conflict, fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly webhooks: WebhookStore;
  readonly clock: Clock;
  /** `whsec_…` with 256 bits. */
  readonly newSecret: () => string;
  /** Hosts that may be called although they are not public, and without https. */
  readonly internalHosts: ReadonlySet<string>;
}

type WithSecret = Webhook & { readonly secret: string };

const maxWebhooks = 20;
const overlapMs = 24 * 60 * 60_000;

function urlFaults({ internalHosts }: Deps, text: string | undefined): readonly Fault[] {
  if (text === undefined) return [];
  const { protocol, hostname, username, password } = new URL(text);
  const secure = protocol === 'https:' || internalHosts.has(hostname);
  return [
    ...(secure ? [] : [fault('body.url', 'not_https', 'Write an address that begins with https://.')]),
    ...(username || password ? [fault('body.url', 'credentials', 'Leave out the user name and the password.')] : []),
  ];
}

const withSecret = (webhook: Webhook): WithSecret => ({
  ...webhook,
  secret: webhook.secrets.find(({ until }) => until === null)?.secret ?? '',
});

export const createWebhook =
  (deps: Deps & { readonly ids: Ids }) =>
  async (scope: TenantScope, { name, ...input }: NewWebhook): Outcome<WithSecret> => {
    const faults = urlFaults(deps, input.url);
    if (faults.length > 0) return invalid('The webhook was not created.', faults);
    if ((await deps.webhooks.list(scope)).length >= maxWebhooks)
      return conflict(`An organization has at most ${maxWebhooks} webhooks.`);
    const now = deps.clock.now();
    const webhook: Webhook = {
      ...input,
      id: deps.ids.next('webhook'),
      name: name ?? null,
      enabled: true,
      disabledReason: null,
      failingSince: null,
      secrets: [{ secret: deps.newSecret(), until: null }],
      rev: 1,
      createdAt: now,
      updatedAt: now,
    };
    const own = (await deps.webhooks.create(scope, webhook)) ? webhook : await deps.webhooks.get(scope, webhook.id);
    return own ? ok(withSecret(own)) : notFound('webhook');
  };

export const listWebhooks =
  ({ webhooks }: Deps) =>
  async (scope: TenantScope): Outcome<{ items: readonly Webhook[] }> =>
    ok({ items: await webhooks.list(scope) });

export const getWebhook =
  ({ webhooks }: Deps) =>
  async (scope: TenantScope, id: string): Outcome<Webhook> => {
    const webhook = await webhooks.get(scope, id);
    return webhook ? ok(webhook) : notFound('webhook');
  };

async function change(deps: Deps, scope: TenantScope, id: string, how: (seen: Webhook) => Webhook): Outcome<Webhook> {
  const seen = await deps.webhooks.get(scope, id);
  if (!seen) return notFound('webhook');
  const changed = { ...how(seen), rev: seen.rev + 1, updatedAt: deps.clock.now() };
  return (await deps.webhooks.save(scope, changed, seen.rev)) ? ok(changed) : changedMeanwhile('webhook');
}

/** Switched on again, a webhook has a new day to fail in. */
const switchedOn = { enabled: true, disabledReason: null, failingSince: null } as const;

export const updateWebhook =
  (deps: Deps) =>
  async (scope: TenantScope, id: string, patch: WebhookPatch): Outcome<Webhook> => {
    const faults = urlFaults(deps, patch.url);
    if (faults.length > 0) return invalid('Nothing was saved.', faults);
    return change(deps, scope, id, (seen) => ({
      ...seen,
      ...definedOnly(patch),
      ...(patch.enabled === true ? switchedOn : {}),
    }));
  };

/** Gives a new secret; the one before it signs beside it for a day, older ones no more. */
export const rotateWebhookSecret =
  (deps: Deps) =>
  async (scope: TenantScope, id: string): Outcome<WithSecret> => {
    const until = later(deps.clock.now(), overlapMs);
    const changed = await change(deps, scope, id, (seen) => ({
      ...seen,
      secrets: [
        { secret: deps.newSecret(), until: null },
        ...seen.secrets.filter((one) => one.until === null).map((one) => ({ ...one, until })),
      ],
    }));
    return changed.ok ? ok(withSecret(changed.value)) : changed;
  };

export const deleteWebhook =
  ({ webhooks }: Deps) =>
  async (scope: TenantScope, id: string): Outcome<undefined> => {
    if (!(await webhooks.get(scope, id))) return notFound('webhook');
    await webhooks.remove(scope, id);
    return ok(undefined);
  };

import type * as z from 'zod';
import type { Fault } from '../../contracts/problem.ts';
import type { NewSender, Sender, SenderPatch, Settings, SettingsPatch } from '../../contracts/resources.ts';
import { domainOf } from '../../domain/contact/address.ts';
import { normalizeEmail } from '../../domain/contact/email.ts';
import { ok } from '../../domain/result.ts';
import { propertyProblems } from '../../domain/rules/check.ts';
import { definedOnly } from '../campaigns/update-campaign.ts';
import type { Ids } from '../ports/effects.ts';
import type { SenderStore, SettingsStore } from '../ports/resource-stores.ts';
import type { TenantIsolation } from '../ports/tenant-isolation.ts';
import { changedMeanwhile, conflict, fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { identityOf } from './authentication.ts';
import { type RefreshDeps, refreshSender } from './refresh-sender.ts';

export interface Deps extends RefreshDeps {
  readonly senders: SenderStore;
  readonly ids: Ids;
  /** Absent where the owner has SES keep all organizations together. */
  readonly isolation?: TenantIsolation | undefined;
}

/** Lets the identity of a sender send for the tenant, once. One that was registered before comes to it when it is read. */
async function isolated({ isolation, senders, clock }: Deps, scope: TenantScope, sender: Sender): Promise<Sender> {
  if (!isolation || sender.sesTenant) return sender;
  await isolation.join(scope.tenantId, identityOf(sender));
  return (await senders.change(scope, sender.id, { sesTenant: true, updatedAt: clock.now() })) ?? sender;
}

const claim = ({ senders }: Pick<Deps, 'senders'>, scope: TenantScope, { email, identity }: Sender): Promise<boolean> =>
  senders.claimDomain(scope, domainOf(email), identity === 'domain');

/** A domain without senders is free for everybody. */
async function releaseIfUnused({ senders }: Pick<Deps, 'senders'>, scope: TenantScope, gone: Sender): Promise<void> {
  const domain = domainOf(gone.email);
  const isOther = ({ id, email }: Sender): boolean => id !== gone.id && domainOf(email) === domain;
  await senders.releaseDomain(scope, domain, async () => {
    let cursor: string | undefined;
    do {
      const page = await senders.list(scope, { limit: 100, cursor });
      if (page.items.some(isOther)) return true;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return false;
  });
}

/** Registers a From address for the tenant: SES mails it a confirmation link, or tells what its domain has to publish. */
export const createSender =
  (deps: Deps) =>
  async (scope: TenantScope, input: z.infer<typeof NewSender>): Outcome<Sender> => {
    const email = normalizeEmail(input.email);
    if (!email.ok) return invalid('The sender was not created.', [fault('body.email', 'invalid_email', email.error)]);
    const now = deps.clock.now();
    const sender: Sender = {
      id: deps.ids.next('sender'),
      email: email.value,
      name: input.name,
      forwardRepliesTo: input.forwardRepliesTo,
      identity: input.identity,
      authentication: null,
      dailyCap: null,
      warmup: null,
      paused: false,
      sesTenant: false,
      status: 'pending',
      createdAt: now,
      updatedAt: now,
    };
    const identity = identityOf(sender);
    if (!(await claim(deps, scope, sender)))
      return conflict('The domain of this address is registered already. A domain belongs to one organization.');
    const own = (await deps.senders.create(scope, sender)) ? sender : await deps.senders.get(scope, sender.id);
    if (!own) {
      await releaseIfUnused(deps, scope, sender);
      return conflict('This address is registered already. A From address belongs to one organization.');
    }
    // Whoever deletes the last sender of the domain just now has not seen this one, and must see the claim.
    if (input.identity === 'domain') await claim(deps, scope, sender);
    await deps.identities.create(identity);
    return ok(await isolated(deps, scope, await refreshSender(deps, scope, own)));
  };

export const getSender =
  (deps: Deps) =>
  async (scope: TenantScope, id: string): Outcome<Sender> => {
    const sender = await deps.senders.get(scope, id);
    return sender ? ok(await isolated(deps, scope, await refreshSender(deps, scope, sender))) : notFound('sender');
  };

/** Changes what people see of a sender, and where the replies to its mails go. */
export const updateSender =
  ({ senders, clock }: Deps) =>
  async (scope: TenantScope, id: string, patch: SenderPatch): Outcome<Sender> => {
    const changed = await senders.change(scope, id, { ...definedOnly(patch), updatedAt: clock.now() });
    return changed ? ok(changed) : notFound('sender');
  };

export const deleteSender =
  ({ senders }: Deps) =>
  async (scope: TenantScope, id: string): Outcome<undefined> => {
    const sender = await senders.get(scope, id);
    if (!sender) return notFound('sender');
    await senders.remove(scope, sender);
    await releaseIfUnused({ senders }, scope, sender);
    return ok(undefined);
  };

const scoringFaults = ({ leadScoring }: SettingsPatch): readonly Fault[] =>
  (leadScoring?.rules ?? []).flatMap(({ where = [] }, rule) =>
    where.flatMap((test, i) => propertyProblems(test, `body.leadScoring.rules.${rule}.where.${i}`)),
  );

export const updateSettings =
  (settings: SettingsStore) =>
  async (scope: TenantScope, patch: SettingsPatch): Outcome<Settings> => {
    const faults = scoringFaults(patch);
    if (faults.length > 0) return invalid('Nothing was saved.', faults);
    const seen = await settings.get(scope);
    const changed = { ...seen, ...definedOnly(patch), rev: seen.rev + 1 };
    return (await settings.save(scope, changed, seen.rev)) ? ok(changed) : changedMeanwhile('settings');
  };

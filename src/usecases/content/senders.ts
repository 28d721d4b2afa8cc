import type { Fault } from '../../contracts/problem.ts';
import type { Sender, Settings, SettingsPatch } from '../../contracts/resources.ts';
import { normalizeEmail } from '../../domain/contact/email.ts';
import { ok } from '../../domain/result.ts';
import { propertyProblems } from '../../domain/rules/check.ts';
import { definedOnly } from '../campaigns/update-campaign.ts';
import type { Clock, Identities, Ids } from '../ports/effects.ts';
import type { SenderStore, SettingsStore } from '../ports/resource-stores.ts';
import { changedMeanwhile, conflict, fault, invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly senders: SenderStore;
  readonly identities: Identities;
  readonly clock: Clock;
  readonly ids: Ids;
}

/** Asks SES how the address stands now and remembers the answer. */
async function refreshed({ senders, identities, clock }: Deps, scope: TenantScope, sender: Sender): Promise<Sender> {
  const status = await identities.state(sender.email);
  if (status === sender.status) return sender;
  const changed = { ...sender, status, updatedAt: clock.now() };
  await senders.save(scope, changed);
  return changed;
}

/** Registers a From address for the tenant and lets SES mail it a confirmation link. */
export const createSender =
  (deps: Deps) =>
  async (
    scope: TenantScope,
    input: { email: string; name: string; forwardRepliesTo: string | null },
  ): Outcome<Sender> => {
    const email = normalizeEmail(input.email);
    if (!email.ok) return invalid('The sender was not created.', [fault('body.email', 'invalid_email', email.error)]);
    const now = deps.clock.now();
    const sender: Sender = {
      id: deps.ids.next('sender'),
      email: email.value,
      name: input.name,
      forwardRepliesTo: input.forwardRepliesTo,
      status: 'pending',
      createdAt: now,
      updatedAt: now,
    };
    const own = (await deps.senders.create(scope, sender)) ? sender : await deps.senders.get(scope, sender.id);
    if (!own) return conflict('This address is registered already. A From address belongs to one organization.');
    await deps.identities.create(own.email);
    return ok(await refreshed(deps, scope, own));
  };

export const getSender =
  (deps: Deps) =>
  async (scope: TenantScope, id: string): Outcome<Sender> => {
    const sender = await deps.senders.get(scope, id);
    return sender ? ok(await refreshed(deps, scope, sender)) : notFound('sender');
  };

export const deleteSender =
  ({ senders }: Deps) =>
  async (scope: TenantScope, id: string): Outcome<undefined> => {
    const sender = await senders.get(scope, id);
    if (!sender) return notFound('sender');
    await senders.remove(scope, sender);
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

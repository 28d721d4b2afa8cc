import type { Category } from '../../contracts/category.ts';
import type { Contact } from '../../contracts/contact.ts';
import { choicesOf, offeredCategories } from '../../domain/contact/preferences.ts';
import { ok } from '../../domain/result.ts';
import { returnNotice } from '../../domain/webhooks/contact-notices.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { SuppressionList } from '../ports/contact-store.ts';
import type { Tokens } from '../ports/effects.ts';
import type { SettingsStore } from '../ports/resource-stores.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import type { Tell } from '../webhooks/tell.ts';
import { decline, leaveAll, leaveListOf } from './leave-list.ts';
import { type Stop, type Deps as StopDeps, stopContact } from './stop-contact.ts';

export interface Deps extends StopDeps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly suppressionList: Pick<SuppressionList, 'entriesOf' | 'lift'>;
  readonly tokens: Pick<Tokens, 'verify'>;
  readonly tell: Tell;
}

/** What the reader of a mail gets, and may choose. */
export interface Preferences {
  readonly organization: string;
  /** The category of the mail in hand; null when it has none. */
  readonly category: Category | null;
  readonly choices: readonly (Category & { readonly wanted: boolean })[];
  /** From everything; also where the contact was deleted. */
  readonly unsubscribed: boolean;
}

/** What a reader asks for: `list` leaves whatever the mail was sent to, without a question. */
export type Wish =
  | { readonly wish: 'list' | 'category' | 'all' }
  /** The ticked categories. */
  | { readonly wish: 'choose'; readonly wanted: readonly string[] };

interface Reader {
  readonly scope: TenantScope;
  readonly contactId: string;
  readonly sendId: string;
}

/** What holds of a reader now; nothing is known of the address of a deleted contact. */
interface Standing {
  readonly preferences: Preferences;
  readonly email: string | null;
}

async function readerOf({ tokens }: Deps, token: string): Promise<Reader | undefined> {
  const [tenantId, contactId, sendId] = (await tokens.verify('unsubscribe', token)) ?? [];
  if (!tenantId || !contactId || !sendId) return undefined;
  return { scope: { tenantId, principal: 'contact' }, contactId, sendId };
}

/** Categories that a contact declined, be it under an earlier id: the list keeps what its address declined. */
async function declinedBy(
  { suppressionList }: Deps,
  scope: TenantScope,
  { email, optOuts }: Contact,
): Promise<readonly string[]> {
  const entries = await suppressionList.entriesOf(scope, email);
  return [...optOuts, ...entries.flatMap(({ category, facts }) => (facts.unsubscribed && category) || [])];
}

async function standingOf(deps: Deps, { scope, contactId, sendId }: Reader): Promise<Standing> {
  const [{ contact, messages }, settings] = await Promise.all([
    deps.journeys.load(scope, contactId),
    deps.settings.get(scope),
  ]);
  const declined = contact ? await declinedBy(deps, scope, contact) : [];
  const message = messages.find((row) => row.sendId === sendId);
  const campaign = message && (await deps.campaigns.get(scope, message.campaignId));
  const name = campaign?.category ?? null;
  const offered = offeredCategories(settings.categories, name);
  const preferences = {
    organization: settings.organization,
    category: offered.find((one) => one.name === name) ?? null,
    choices: offered.map((one) => ({ ...one, wanted: !declined.includes(one.name) })),
    unsubscribed: !contact || contact.consent.status === 'unsubscribed',
  };
  return { preferences, email: contact?.email ?? null };
}

/** The mail in hand counts an unsubscribe when its own category is no longer wanted. */
function chosen({ category, choices }: Preferences, { contactId, sendId }: Reader, wanted: readonly string[]): Stop {
  const { declined, accepted } = choicesOf(choices, wanted);
  const leaves = choices.some((one) => one.wanted && one.name === category?.name && declined.includes(one.name));
  return {
    ...decline(contactId, declined),
    choices: { declined, accepted },
    ...(leaves ? { declinedBy: sendId } : {}),
  };
}

function stopFor(preferences: Preferences, reader: Reader, wish: Wish): Stop {
  if (wish.wish === 'choose') return chosen(preferences, reader, wish.wanted);
  if (wish.wish === 'all') return leaveAll(reader, 'page');
  return leaveListOf(preferences.category?.name ?? null, reader, wish.wish === 'list' ? 'one_click' : 'page');
}

/** Lifts what the reader itself declined before, and nothing else that stands on the list. */
async function takeBack(
  { suppressionList, tell, clock }: Deps,
  { scope, contactId }: Reader,
  { preferences, email }: Standing,
  accepted: readonly string[],
): Promise<void> {
  if (email === null) return;
  const again = preferences.choices.filter(({ name, wanted }) => !wanted && accepted.includes(name));
  for (const { name } of again) await suppressionList.lift(scope, email, name, ['unsubscribed']);
  const now = clock.now();
  await tell(
    scope,
    again.map(({ name }) => returnNotice(contactId, now, 'page', name)),
  );
}

/** What the page of an unsubscribe link shows; reading it changes nothing. */
export const readPreferences =
  (deps: Deps) =>
  async (token: string): Outcome<Preferences> => {
    const reader = await readerOf(deps, token);
    return reader ? ok((await standingOf(deps, reader)).preferences) : notFound('unsubscribe link');
  };

/** Does what the reader of the token's mail wishes, at once, and answers with what holds then. Repeating it changes nothing. */
export const changePreferences =
  (deps: Deps) =>
  async (token: string, wish: Wish): Outcome<Preferences> => {
    const reader = await readerOf(deps, token);
    if (!reader) return notFound('unsubscribe link');
    const before = await standingOf(deps, reader);
    const stop = stopFor(before.preferences, reader, wish);
    await stopContact(deps)(reader.scope, stop);
    await takeBack(deps, reader, before, stop.choices?.accepted ?? []);
    return ok((await standingOf(deps, reader)).preferences);
  };

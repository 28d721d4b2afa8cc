import type { Contact } from '../../contracts/contact.ts';
import type { ScoringRule } from '../../contracts/lead-scoring.ts';
import { award, rulesFor, type Activity as Scorable, scored } from '../../domain/contact/lead-score.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { Clock } from '../ports/effects.ts';
import type { SettingsStore } from '../ports/resource-stores.ts';
import type { ScoreStore } from '../ports/score-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly contacts: Pick<ContactStore, 'get'>;
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly scores: Pick<ScoreStore, 'touch' | 'tallyOf' | 'note'>;
  readonly clock: Clock;
}

export interface Activity extends Scorable {
  readonly contactId: string;
  /** Names the activity among all of the contact; null for one that counts no points, as the second open of a mail. */
  readonly mark: string | null;
}

/** `known`: the contact as it was read lately, which saves a read unless it has changed. */
export type NoteActivity = (scope: TenantScope, activity: Activity, known?: Contact) => Promise<void>;

const attempts = 10;

interface Noting {
  readonly scope: TenantScope;
  readonly activity: Activity;
  readonly contact: Contact;
  readonly now: string;
}

/** False when the contact changed meanwhile. */
async function touch({ scores }: Deps, { scope, activity, contact, now }: Noting): Promise<boolean> {
  const row = scored(contact, activity, 0, now);
  return row === contact || scores.touch(scope, { row, seenRev: contact.rev });
}

/** False when the contact changed meanwhile; true also where it was counted before. */
async function count(
  { scores }: Deps,
  { scope, activity, contact, now }: Noting,
  mark: string,
  rules: readonly ScoringRule[],
): Promise<boolean> {
  const { contactId } = activity;
  const limited = rules.some(({ maxPerDay }) => maxPerDay !== undefined);
  const before = limited ? await scores.tallyOf(scope, contactId) : undefined;
  const { points, tally } = award(rules, before, now);
  const counted = tally !== before;
  const after = scored(contact, activity, points, now);
  // A tally goes with a revision of the contact, or two could count at the same time.
  const row = counted && after === contact ? { ...contact, rev: contact.rev + 1 } : after;
  const noted = await scores.note(scope, {
    contactId,
    mark,
    ...(row === contact ? {} : { contact: { row, seenRev: contact.rev } }),
    ...(counted && tally ? { tally } : {}),
  });
  return noted !== 'changed';
}

async function tryToNote(deps: Deps, scope: TenantScope, activity: Activity, known?: Contact): Promise<boolean> {
  const { contactId, mark } = activity;
  const now = deps.clock.now();
  const [contact, { leadScoring }] = await Promise.all([
    known ?? deps.contacts.get(scope, contactId),
    deps.settings.get(scope),
  ]);
  if (!contact) return true;
  const noting = { scope, activity, contact, now };
  const rules = rulesFor(leadScoring.rules, activity, now);
  return mark === null || rules.length === 0 ? touch(deps, noting) : count(deps, noting, mark, rules);
}

/**
 * Counts what a contact did towards its lead score, by the rules of the settings, and remembers when it was last active. An activity of
 * one mark is counted once, however often it is told.
 */
export const noteActivity =
  (deps: Deps): NoteActivity =>
  async (scope, activity, known) => {
    if (known && (await tryToNote(deps, scope, activity, known))) return;
    for (let attempt = 0; attempt < attempts; attempt++) if (await tryToNote(deps, scope, activity)) return;
    throw new Error(`Contact ${activity.contactId} changed too often to be scored`);
  };

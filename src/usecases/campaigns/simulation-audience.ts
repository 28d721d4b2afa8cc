import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { Settings } from '../../contracts/resources.ts';
import type { Segment } from '../../contracts/segment.ts';
import type { Sequence } from '../../contracts/step.ts';
import { percentileOf } from '../../domain/ids.ts';
import { windowsOf } from '../../domain/schedule/campaign-window.ts';
import { budgetsOf } from '../../domain/schedule/send-planner.ts';
import { asksOf } from '../../domain/sequence/asks.ts';
import type { Subject } from '../../domain/simulation/walk-contact.ts';
import { inParallel } from '../in-parallel.ts';
import type { ContactStore, SuppressionStore } from '../ports/contact-store.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { TenantScope } from '../scope.ts';

export interface AudienceDeps {
  readonly segments: Pick<SegmentStore, 'get' | 'members'>;
  readonly contacts: Pick<ContactStore, 'getMany'>;
  readonly suppressions: Pick<SuppressionStore, 'suppressedAmong'>;
  readonly journeys: Pick<JourneyStore, 'load'>;
  readonly events: Pick<EventStore, 'recent'>;
}

/** The audience to walk, and what must be read of each contact. */
export interface Wanted {
  readonly scope: TenantScope;
  readonly campaign: Campaign;
  readonly sequence: Sequence;
  readonly settings: Settings;
  readonly segment: Segment;
  /** Per cent of the members that are walked; 100 for all of them. */
  readonly share: number;
  readonly seed: string;
}

export interface AudiencePage {
  /** Members read so far, walked or not. */
  readonly members: number;
  readonly subjects: readonly Subject[];
}

const pageSize = 500;
const readsAtOnce = 25;
const eventsPerName = 200;

/** Other campaigns matter where the campaign makes way for them, counts their mails, or learns when its readers read. */
const looksElsewhere = ({ campaign, sequence, settings }: Wanted): boolean =>
  campaign.exclusions.inOtherCampaign !== 'allow' ||
  budgetsOf(campaign, settings).length > 0 ||
  windowsOf(campaign, sequence).some((window) => window.optimize?.enabled);

async function elsewhere(
  { journeys }: AudienceDeps,
  { scope, campaign }: Wanted,
  contactId: string,
): Promise<Pick<Subject, 'messages' | 'enrollments'>> {
  const journey = await journeys.load(scope, contactId);
  const isOther = ({ campaignId }: { readonly campaignId: string }): boolean => campaignId !== campaign.id;
  return { messages: journey.messages.filter(isOther), enrollments: journey.enrollments.filter(isOther) };
}

async function subjectsOf(
  deps: AudienceDeps,
  wanted: Wanted,
  contacts: readonly Contact[],
): Promise<readonly Subject[]> {
  const { scope, sequence } = wanted;
  const suppressed = await deps.suppressions.suppressedAmong(
    scope,
    contacts.map(({ email }) => email),
    wanted.campaign.category,
  );
  const { events: names } = asksOf(sequence);
  const reads = looksElsewhere(wanted);
  return inParallel(contacts, readsAtOnce, async (contact) => ({
    contact,
    suppressed: suppressed.has(contact.email),
    ...(reads ? await elsewhere(deps, wanted, contact.id) : {}),
    events: (await Promise.all(names.map((name) => deps.events.recent(scope, contact.id, name, eventsPerName)))).flat(),
  }));
}

/**
 * The members of a segment page by page, with what a simulation needs of each. A share is drawn by their ids: the same seed draws the same
 * contacts, whatever joins or leaves meanwhile.
 */
export async function* readAudience(deps: AudienceDeps, wanted: Wanted): AsyncGenerator<AudiencePage> {
  const { scope, segment, share, seed } = wanted;
  const isDrawn = (id: string): boolean => share >= 100 || percentileOf(`${seed}|sample|${id}`) < share;
  let members = 0;
  let from: string | null = null;
  do {
    const page = await deps.segments.members(scope, segment, from, pageSize);
    members += page.contactIds.length;
    const contacts = await deps.contacts.getMany(scope, page.contactIds.filter(isDrawn));
    yield { members, subjects: await subjectsOf(deps, wanted, contacts) };
    from = page.next;
  } while (from !== null);
}

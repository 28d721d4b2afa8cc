import type { Contact } from '../../contracts/contact.ts';
import type { TrackingEvent } from '../../domain/analytics/tracking-event.ts';
import { type CrowdClick, crowdIn, crowdSlotOf, neighbouringSlots } from '../../domain/machines/crowd.ts';
import { isTelling } from '../../domain/machines/networks.ts';
import { classOf, scoreOf } from '../../domain/machines/signs.ts';
import { inParallel } from '../in-parallel.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { AddressHash, CrowdStore } from '../ports/crowd-store.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps {
  readonly contacts: Pick<ContactStore, 'getMany'>;
  readonly hashAddress: AddressHash;
  readonly crowds: CrowdStore;
}

interface Looked {
  /** To be recorded: without those of contacts that are not to be watched, and without addresses. */
  readonly events: readonly TrackingEvent[];
  /** Clicks of other mails that turned out to be a machine's. */
  readonly crowded: readonly TrackingEvent[];
  /** The contacts that opened or clicked, by id. */
  readonly readers: ReadonlyMap<string, Contact>;
}

export type LookAtOnlookers = (scope: TenantScope, events: readonly TrackingEvent[]) => Promise<Looked>;

const isSeen = ({ type }: TrackingEvent): boolean => type === 'opened' || type === 'clicked';
const atOnce = 25;

async function readersOf(
  { contacts }: Deps,
  scope: TenantScope,
  events: readonly TrackingEvent[],
): Promise<Looked['readers']> {
  const ids = [...new Set(events.filter(isSeen).map(({ ref }) => ref.contactId))];
  const found = ids.length === 0 ? [] : await contacts.getMany(scope, ids);
  return new Map(found.map((contact) => [contact.id, contact]));
}

/** Opens and clicks of contacts that do not consent to be watched (any more) are left out. */
const isPermitted = (event: TrackingEvent, readers: Looked['readers']): boolean =>
  !isSeen(event) || readers.get(event.ref.contactId)?.consent.tracking !== false;

/** Puts the hash of the address in its place; an address that is not public says nothing, and is dropped. */
async function withoutAddress(hashAddress: AddressHash, event: TrackingEvent): Promise<TrackingEvent> {
  if (!event.by) return event;
  const { address, ...by } = event.by;
  const ip = address && isTelling(address) ? await hashAddress(event.ref.tenantId, address) : null;
  return { ...event, by: { ...by, ip } };
}

const clickOf = ({ ref: { contactId, sendId }, id, at }: TrackingEvent): CrowdClick => ({
  contactId,
  sendId,
  sightingId: id,
  at,
});

/** Clicks that no sign speaks against so far: the others need no look at their neighbours. */
const mayBeCrowd = ({ type, by }: TrackingEvent): boolean =>
  type === 'clicked' && by?.ip != null && classOf(scoreOf(by.reasons)) !== 'machine';

interface Suspects {
  readonly ip: string;
  readonly slot: number;
  readonly beside: readonly number[];
  readonly clicks: readonly CrowdClick[];
}

const suspectsIn = (events: readonly TrackingEvent[]): readonly Suspects[] => {
  const groups = Map.groupBy(events.filter(mayBeCrowd), ({ by, at }) => `${by?.ip}|${crowdSlotOf(at)}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const beside = [...new Set(group.flatMap((event) => neighbouringSlots(event.at)))];
    return first?.by?.ip ? [{ ip: first.by.ip, slot: crowdSlotOf(first.at), beside, clicks: group.map(clickOf) }] : [];
  });
};

const crowdedEvent = (tenantId: string, { contactId, sendId, sightingId, at }: CrowdClick): TrackingEvent => ({
  ref: { tenantId, contactId, sendId },
  id: `crowd-${sightingId}`,
  type: 'crowded',
  at,
  sightingId,
  sesMessageId: '',
});

/** Beyond so many in a crowd, those who found it before have told of the earlier ones. */
const toldOfAll = 100;

async function crowdOf(
  { crowds }: Deps,
  scope: TenantScope,
  { ip, slot, beside, clicks }: Suspects,
): Promise<CrowdClick[]> {
  const near = await crowds.note(scope, ip, slot, clicks, beside);
  const own = new Set(clicks.map(({ sightingId }) => sightingId));
  const others = near.filter(({ sightingId }) => !own.has(sightingId));
  const crowd = [...crowdIn([...others, ...clicks])];
  return others.length > toldOfAll ? crowd.filter(({ sightingId }) => own.has(sightingId)) : crowd;
}

/**
 * Prepares opens and clicks for the ledger: silences those of contacts without consent, hashes addresses, and finds out whether an
 * address clicked for many people at once; then the earlier clicks of it are told of as well.
 */
export const lookAtOnlookers =
  (deps: Deps): LookAtOnlookers =>
  async (scope, all) => {
    const readers = await readersOf(deps, scope, all);
    const allowed = all.filter((event) => isPermitted(event, readers));
    const events = await Promise.all(allowed.map((event) => withoutAddress(deps.hashAddress, event)));
    const crowds = await inParallel(suspectsIn(events), atOnce, (suspects) => crowdOf(deps, scope, suspects));
    const crowd = new Map(crowds.flat().map((click) => [click.sightingId, click]));
    if (crowd.size === 0) return { events, crowded: [], readers };
    const own = new Set(events.map(({ id }) => id));
    return {
      events: events.map((event) =>
        event.by && crowd.has(event.id)
          ? { ...event, by: { ...event.by, reasons: [...event.by.reasons, 'crowd'] } }
          : event,
      ),
      crowded: [...crowd.values()]
        .filter(({ sightingId }) => !own.has(sightingId))
        .map((click) => crowdedEvent(scope.tenantId, click)),
      readers,
    };
  };

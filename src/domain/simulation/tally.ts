import { senderOrder } from '../delivery/rotation.ts';
import { dayMs } from '../later.ts';
import { zoneOf } from '../schedule/contact-zone.ts';
import { localOf } from '../schedule/zone-offset.ts';
import { reactionsIn } from './react.ts';
import type { ContactWay, SimulationSetup, Subject, Walked } from './walk-contact.ts';

type Counts = Map<string, number>;

/** Sums over all contacts: its size depends on days, zones and steps, never on contacts. */
export interface Tally {
  simulated: number;
  entered: number;
  readonly excluded: Counts;
  readonly held: Counts;
  readonly zonesByDay: Map<string, Counts>;
  readonly stepsByDay: Map<string, Counts>;
  readonly reached: Counts;
  readonly mailsByStep: Counts;
  readonly skipped: Counts;
  readonly senders: Counts;
  readonly outcomes: Counts;
  movedMails: number;
  movedContacts: number;
  waits: number;
  executions: number;
  reactions: number;
  firstMailAt: string | null;
  lastMailAt: string | null;
  lastEnd: string | null;
}

export const newTally = (): Tally => ({
  simulated: 0,
  entered: 0,
  excluded: new Map(),
  held: new Map(),
  zonesByDay: new Map(),
  stepsByDay: new Map(),
  reached: new Map(),
  mailsByStep: new Map(),
  skipped: new Map(),
  senders: new Map(),
  outcomes: new Map(),
  movedMails: 0,
  movedContacts: 0,
  waits: 0,
  executions: 0,
  reactions: 0,
  firstMailAt: null,
  lastMailAt: null,
  lastEnd: null,
});

const add = (counts: Counts, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1);

function addIn(days: Map<string, Counts>, day: string, name: string): void {
  const counts = days.get(day) ?? new Map<string, number>();
  days.set(day, counts);
  add(counts, name);
}

const dayNames = new Map<number, string>();

/** The calendar day of an instant, `2026-11-25`: millions of them are asked for, of a few hundred days. */
function dayIn(ms: number, zone: string): string {
  const day = Math.floor(localOf(ms, zone) / dayMs);
  const name = dayNames.get(day) ?? new Date(day * dayMs).toISOString().slice(0, 10);
  dayNames.set(day, name);
  return name;
}

function addMails(tally: Tally, { campaign }: SimulationSetup, subject: Subject, way: ContactWay): void {
  const { zone } = zoneOf(subject.contact, campaign.timezone);
  const thread = { campaignId: campaign.id, contactId: subject.contact.id, entry: 1 };
  const [sender] = senderOrder(thread, campaign.senders);
  for (const { status, reason, sentAt, stepId, flags } of way.mails) {
    if (status === 'skipped') add(tally.skipped, reason ?? 'skipped');
    if (sentAt === null) continue;
    const ms = Date.parse(sentAt);
    addIn(tally.zonesByDay, dayIn(ms, zone), zone);
    addIn(tally.stepsByDay, dayIn(ms, campaign.timezone), stepId);
    add(tally.mailsByStep, stepId);
    if (sender) add(tally.senders, sender.senderId);
    tally.reactions += reactionsIn(flags);
    if (tally.firstMailAt === null || sentAt < tally.firstMailAt) tally.firstMailAt = sentAt;
    if (tally.lastMailAt === null || sentAt > tally.lastMailAt) tally.lastMailAt = sentAt;
  }
}

/** Adds what became of one contact. */
export function addTo(tally: Tally, setup: SimulationSetup, subject: Subject, walked: Walked): void {
  tally.simulated++;
  if ('excluded' in walked) add(tally.excluded, walked.excluded);
  else if ('held' in walked) add(tally.held, walked.held);
  else addWay(tally, setup, subject, walked.way);
}

function addWay(tally: Tally, setup: SimulationSetup, subject: Subject, way: ContactWay): void {
  tally.entered++;
  addMails(tally, setup, subject, way);
  for (const stepId of way.visited) add(tally.reached, stepId);
  add(tally.outcomes, way.outcome);
  tally.waits += way.waits;
  if (way.waits > 0) tally.executions++;
  tally.movedMails += way.movedByBudget;
  if (way.movedByBudget > 0) tally.movedContacts++;
  if (tally.lastEnd === null || way.endedAt > tally.lastEnd) tally.lastEnd = way.endedAt;
}

import { type CounterName, counterNames } from '../../contracts/analytics.ts';
import type { Message } from '../../contracts/message.ts';
import type { Cell, CohortCell, FunnelCell, HourCell, LinkCell, ReportTally } from '../../contracts/tally.ts';
import { earlierClicks } from '../analytics/earlier-flags.ts';
import { engagementTicks, isHuman } from '../analytics/engagement.ts';
import { factsOf } from '../analytics/message-facts.ts';
import { domainOf } from '../contact/address.ts';
import { providerOf } from '../deliverability/mailbox-provider.ts';
import { dayOf } from '../schedule/local-time.ts';
import { hourKey, hourOfWeek } from './hour-of-week.ts';
import { type CountedJourney, endOf, isWaiting, sentMails } from './journey.ts';
import { type LinkTemplate, linkBehind } from './link-templates.ts';

export const noReport: ReportTally = {
  hours: {},
  links: {},
  domains: {},
  providers: {},
  segments: {},
  cohorts: {},
  funnel: {},
};

/** Takes the place of whatever comes after a breakdown is full: a count of a large campaign has to fit one row. */
export const other = '(other)';
/** The place before the first mail. */
export const theEntry = '';

const most = { domains: 300, segments: 100, cohorts: 200, links: 200 } as const;

/** Longer ones that begin alike count as one link. */
const longestHref = 300;

export interface Place {
  readonly timezone: string;
  /** The links of the content that a mail was made of. */
  readonly linksOf: (message: Message) => readonly LinkTemplate[];
}

/** The cell of a key, made where there is none. */
function cellAt<C>(cells: Record<string, C>, key: string, empty: () => C, limit = Number.POSITIVE_INFINITY): C {
  const kept = Object.hasOwn(cells, key) || Object.keys(cells).length < limit ? key : other;
  const known = Object.hasOwn(cells, kept) ? cells[kept] : undefined;
  const cell = known ?? empty();
  cells[kept] = cell;
  return cell;
}

const increase = <K extends string>(cell: { [N in K]?: number | undefined }, key: K, by: number): void => {
  if (by !== 0) cell[key] = (Object.hasOwn(cell, key) ? (cell[key] ?? 0) : 0) + by;
};

const noHour = (): HourCell => ({ sent: 0, opened: 0, clicked: 0, opens: 0, clicks: 0 });

const ofPeople: { readonly [C in CounterName]?: 'opens' | 'clicks' } = { totalOpens: 'opens', totalClicks: 'clicks' };

function addHours({ hours }: ReportTally, message: Message, timezone: string): void {
  const { flags } = message;
  const cellOf = (at: string): HourCell => cellAt(hours, hourKey(hourOfWeek(at, timezone)), noHour);
  if (flags.sent !== null) {
    const cell = cellOf(flags.sent);
    cell.sent += 1;
    if (flags.opened !== null) cell.opened += 1;
    if (flags.clicked !== null) cell.clicked += 1;
  }
  for (const { counter, at } of engagementTicks(message)) {
    const what = ofPeople[counter];
    if (what) cellOf(at)[what] += 1;
  }
}

const noLink = (position: number) => (): LinkCell => ({ position, clicked: 0, clicks: 0, machineClicks: 0 });

const linkCount = ({ links }: ReportTally): number =>
  Object.values(links).reduce((sum, ofStep) => sum + Object.keys(ofStep).length, 0);

const clicksOf = (message: Message) => [
  ...message.seen.flatMap((one) => (one.kind === 'click' ? [{ link: one.link, byPerson: isHuman(one) }] : [])),
  ...earlierClicks(message),
];

/** The cells of one step share the room that other steps left. */
function addLinks(tally: ReportTally, message: Message, { linksOf }: Place): void {
  const clicks = clicksOf(message);
  if (clicks.length === 0) return;
  const templates = linksOf(message);
  const ofStep = cellAt<Record<string, LinkCell>>(tally.links, message.stepId, () => ({}));
  const clicked = new Set<LinkCell>();
  for (const click of clicks) {
    const template = linkBehind(templates, click.link ?? '');
    const room = Object.keys(ofStep).length + Math.max(0, most.links - linkCount(tally));
    const cell = cellAt(ofStep, template?.href.slice(0, longestHref) ?? other, noLink(template?.position ?? 0), room);
    cell[click.byPerson ? 'clicks' : 'machineClicks'] += 1;
    if (click.byPerson && !clicked.has(cell)) {
      clicked.add(cell);
      cell.clicked += 1;
    }
  }
}

/** That of contacts who are gone. */
const unknownDomain = '(unknown)';

function addFacts(tally: ReportTally, message: Message, { contact }: CountedJourney): void {
  const domain = contact ? domainOf(contact.email) : unknownDomain;
  const places: readonly Cell[] = [
    cellAt(tally.domains, domain, () => ({}), most.domains),
    cellAt(tally.providers, providerOf(domain), () => ({})),
    ...(contact?.segments ?? []).map((id) => cellAt(tally.segments, id, () => ({}), most.segments)),
  ];
  const facts = factsOf(message);
  for (const cell of new Set(places)) for (const counter of counterNames) increase(cell, counter, facts[counter] ?? 0);
}

const noCohort = (): CohortCell => ({
  entered: 0,
  mailed: 0,
  opened: 0,
  clicked: 0,
  replied: 0,
  converted: 0,
  unsubscribed: 0,
  completed: 0,
  waiting: 0,
});

function addCohort({ cohorts }: ReportTally, journey: CountedJourney, timezone: string): void {
  const { enrollment, messages } = journey;
  const cell = cellAt(cohorts, dayOf(enrollment.enrolledAt, timezone), noCohort, most.cohorts);
  const any = (test: (message: Message) => boolean): number => (messages.some(test) ? 1 : 0);
  cell.entered += 1;
  cell.mailed += sentMails(journey).length > 0 ? 1 : 0;
  cell.opened += any(({ flags }) => flags.opened !== null);
  cell.clicked += any(({ flags }) => flags.clicked !== null);
  cell.replied += any(({ flags }) => flags.replied !== null);
  cell.converted += any(({ conversions }) => (conversions ?? 0) > 0);
  cell.unsubscribed += any(({ flags }) => flags.unsubscribed !== null);
  cell.completed += enrollment.status === 'completed' ? 1 : 0;
  cell.waiting += isWaiting(journey) ? 1 : 0;
}

const noFunnel = (): FunnelCell => ({ reached: 0, wentOn: 0, waiting: 0, ended: {} });

/** Each step once for a visit, however often it sent. */
function addFunnel({ funnel }: ReportTally, journey: CountedJourney): void {
  const path = [...new Set([theEntry, ...sentMails(journey).map(({ stepId }) => stepId)])];
  for (const [i, stepId] of path.entries()) {
    const cell = cellAt(funnel, stepId, noFunnel);
    cell.reached += 1;
    if (i < path.length - 1) cell.wentOn += 1;
    else if (isWaiting(journey)) cell.waiting += 1;
    else increase(cell.ended, endOf(journey.enrollment), 1);
  }
}

/** Adds visits to a report; the order in which they come changes nothing until a breakdown is full. */
export function tallyReport(before: ReportTally, journeys: readonly CountedJourney[], place: Place): ReportTally {
  const tally = structuredClone(before);
  for (const journey of journeys) {
    addFunnel(tally, journey);
    addCohort(tally, journey, place.timezone);
    for (const message of journey.messages) {
      addFacts(tally, message, journey);
      addHours(tally, message, place.timezone);
      addLinks(tally, message, place);
    }
  }
  return tally;
}

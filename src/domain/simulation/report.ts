import type { Simulation } from '../../contracts/simulation.ts';
import { dayMs } from '../later.ts';
import { reservedPrefix } from '../sequence/trigger-steps.ts';
import { costOf } from './cost.ts';
import type { Tally } from './tally.ts';
import { hasTests } from './tests.ts';
import type { SimulationSetup } from './walk-contact.ts';

export interface Audience {
  /** Contacts in the segment. */
  readonly members: number;
  readonly ratesFrom: Simulation['ratesFrom'];
  /** What the reader of the result should know beside the numbers. */
  readonly warnings: readonly string[];
}

type Scale = (count: number) => number;

const record = (counts: ReadonlyMap<string, number>, scale: Scale): Record<string, number> =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, n]) => [name, scale(n)]));

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, n) => total + n, 0);

const byDay = <T>(days: ReadonlyMap<string, T>): readonly (readonly [string, T])[] =>
  [...days].sort(([a], [b]) => (a < b ? -1 : 1));

function stepsOf({ sequence }: SimulationSetup, tally: Tally, scale: Scale): Simulation['steps'] {
  const written = sequence.steps.filter(({ id }) => !id.startsWith(reservedPrefix));
  return written.map(({ id, name, kind }) => ({
    stepId: id,
    name: name ?? id,
    kind,
    reached: scale(tally.reached.get(id) ?? 0),
    mails: scale(tally.mailsByStep.get(id) ?? 0),
  }));
}

const daysBetween = (from: string, to: string | null): number =>
  to === null ? 0 : Math.round(((Date.parse(to) - Date.parse(from)) / dayMs) * 100) / 100;

function warningsOf(setup: SimulationSetup, tally: Tally, { members, warnings }: Audience): string[] {
  const found = [...warnings];
  if (tally.simulated < members)
    found.push(
      `Estimated from ${tally.simulated} of ${members} contacts: every count is scaled up and rounded, so sums may differ a little.`,
    );
  if (members === 0) found.push('The audience is empty.');
  else if (tally.entered === 0) found.push('Nobody would enter the campaign.');
  if (setup.campaign.campaignType === 'triggered')
    found.push('A triggered campaign has no launch date of its own: everybody is taken to be triggered at the start.');
  if (hasTests(setup.sequence))
    found.push('Who wins an A/B test cannot be known: those who wait for the winner are taken to get the control.');
  if (tally.outcomes.has('unfinished')) found.push('Some contacts were still on their way after 500 wakes.');
  return found;
}

/** What the walks of an audience add up to, scaled to all of it. */
export function reportOf(setup: SimulationSetup, tally: Tally, audience: Audience): Simulation {
  const factor = tally.simulated > 0 && tally.simulated < audience.members ? audience.members / tally.simulated : 1;
  const scale: Scale = (n) => Math.round(n * factor);
  const calendar = byDay(tally.zonesByDay).map(([day, zones]) => ({ day, zones: record(zones, scale) }));
  const daily = byDay(tally.stepsByDay).map(([day, steps]) => ({ day, steps: record(steps, scale) }));
  const steps = stepsOf(setup, tally, scale);
  const mails = steps.reduce((total, step) => total + step.mails, 0);
  return {
    campaignId: setup.campaign.id || null,
    startAt: setup.startAt,
    timezone: setup.campaign.timezone,
    audience: {
      members: audience.members,
      simulated: tally.simulated,
      scale: Math.round(factor * 10_000) / 10_000,
      entered: scale(tally.entered),
      excluded: record(tally.excluded, scale),
      held: record(tally.held, scale),
    },
    rates: setup.rates,
    ratesFrom: audience.ratesFrom,
    mails,
    firstMailAt: tally.firstMailAt,
    lastMailAt: tally.lastMailAt,
    calendar: calendar.map((one) => ({ ...one, mails: sum(one.zones) })),
    daily: daily.map((one) => ({ ...one, mails: sum(one.steps) })),
    steps,
    skipped: record(tally.skipped, scale),
    senders: record(tally.senders, scale),
    outcomes: record(tally.outcomes, scale),
    attention: { moved: scale(tally.movedMails), contacts: scale(tally.movedContacts) },
    deadEnds: tally.entered === 0 ? [] : steps.filter(({ reached }) => reached === 0).map(({ stepId }) => stepId),
    longestDays: daysBetween(setup.startAt, tally.lastEnd),
    cost: costOf({
      contacts: scale(tally.entered),
      mails,
      executions: scale(tally.executions),
      waits: scale(tally.waits),
      reactions: scale(tally.reactions),
    }),
    warnings: warningsOf(setup, tally, audience),
  };
}

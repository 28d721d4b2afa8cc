import type { Simulation } from '../../src/contracts/simulation.ts';
import type { Paint } from '../io.ts';

const zonesShown = 6;
const number = (value: number): string => value.toLocaleString('en-US');

/** Rows with their columns under one another: the first to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** The zones with the most mails; the rest share one column. */
function busiest({ calendar }: Simulation): readonly string[] {
  const mails = new Map<string, number>();
  for (const { zones } of calendar)
    for (const [zone, count] of Object.entries(zones)) mails.set(zone, (mails.get(zone) ?? 0) + count);
  return [...mails].sort(([, a], [, b]) => b - a).map(([zone]) => zone);
}

function calendarRows(simulation: Simulation): readonly (readonly string[])[] {
  const zones = busiest(simulation);
  const shown = zones.slice(0, zones.length > zonesShown ? zonesShown - 1 : zonesShown);
  const others = zones.length > shown.length ? [`${zones.length - shown.length} others`] : [];
  const rows = simulation.calendar.map(({ day, mails, zones: counts }) => {
    const own = shown.map((zone) => counts[zone] ?? 0);
    const rest = mails - own.reduce((sum, count) => sum + count, 0);
    return [day, number(mails), ...own.map(number), ...(others.length > 0 ? [number(rest)] : [])];
  });
  return [['Day', 'Mails', ...shown, ...others], ...rows];
}

const stepRows = ({ steps }: Simulation): readonly (readonly string[])[] => [
  ['Step', 'Contacts', 'Mails'],
  ...steps.map(({ stepId, reached, mails }) => [stepId, number(reached), mails > 0 ? number(mails) : '']),
];

const counted = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${number(count)}`)
    .join(', ');

const line = (label: string, counts: Readonly<Record<string, number>>): readonly string[] =>
  Object.keys(counts).length > 0 ? [`${label}: ${counted(counts)}`] : [];

const ratesText = ({ rates, ratesFrom }: Simulation): string => {
  if (ratesFrom === 'none') return 'Assumed: nobody opens, clicks, answers or leaves.';
  const from = {
    request: 'given',
    campaign: 'as this campaign has seen',
    last_campaigns: 'as the last campaigns have seen',
  };
  return `Assumed (${from[ratesFrom]}), per cent: ${counted(rates)}`;
};

/** A simulation as a calendar: mails by the local day of their readers and by zone, then what else is worth knowing. */
export function calendarText(name: string, simulation: Simulation, paint: Paint): string {
  const { audience, mails, longestDays, attention, deadEnds, cost, warnings } = simulation;
  return [
    paint('bold', `${name}, launched ${simulation.startAt}`),
    `${number(audience.members)} contacts, ${number(audience.entered)} enter, ${number(mails)} mails in ${longestDays} days`,
    ...line('Left out', audience.excluded),
    ...line('Held back by another campaign', audience.held),
    ratesText(simulation),
    '',
    ...table(calendarRows(simulation)),
    '',
    ...table(stepRows(simulation)),
    '',
    ...line('Ends', simulation.outcomes),
    ...line('Mails not sent', simulation.skipped),
    ...(attention.moved > 0
      ? [`Limit on mails: ${number(attention.moved)} mails moved, of ${number(attention.contacts)} contacts`]
      : []),
    ...(deadEnds.length > 0 ? [`Reached by nobody: ${deadEnds.join(', ')}`] : []),
    `On AWS: $${cost.usd.toFixed(3)}, of which SES $${cost.sesUsd.toFixed(3)} | $${cost.usdPer1000Contacts.toFixed(3)} per 1,000 contacts`,
    ...warnings.map((warning) => paint('yellow', `Note: ${warning}`)),
  ].join('\n');
}

import type { CampaignReport } from '../../contracts/report.ts';
import { type Cell, CohortCell, type ReportTally } from '../../contracts/tally.ts';
import { addCounters, metricsOf, rate } from '../analytics/metrics.ts';
import { dayMs } from '../later.ts';
import { readHourKey } from './hour-of-week.ts';
import { other } from './tally-report.ts';

type Breakdowns = Pick<CampaignReport, 'hours' | 'links' | 'domains' | 'providers' | 'cohorts'> & {
  readonly segments: readonly {
    readonly segmentId: string;
    readonly metrics: CampaignReport['domains'][number]['metrics'];
  }[];
};

const most = 50;

/** The cells that sent most, the rest of them as one. */
function largest(cells: Readonly<Record<string, Cell>>): readonly (readonly [string, Cell])[] {
  const { [other]: beyond, ...named } = cells;
  const ordered = Object.entries(named).toSorted(
    ([a, one], [b, two]) => (two.emailsSent ?? 0) - (one.emailsSent ?? 0) || (a < b ? -1 : 1),
  );
  const rest = [...ordered.slice(most).map(([, cell]) => cell), ...(beyond ? [beyond] : [])];
  return [...ordered.slice(0, most), ...(rest.length > 0 ? [[other, addCounters(...rest)] as const] : [])];
}

const figures = (cell: Cell) => metricsOf(addCounters(cell));

const hoursOf = ({ hours }: ReportTally): CampaignReport['hours'] =>
  Object.entries(hours)
    .map(([key, cell]) => ({
      ...readHourKey(key),
      ...cell,
      openRate: rate(cell.opened, cell.sent),
      clickRate: rate(cell.clicked, cell.sent),
    }))
    .toSorted((a, b) => a.weekday - b.weekday || a.hour - b.hour);

const linksOf = ({ links }: ReportTally, stepIds: readonly string[]): CampaignReport['links'] =>
  stepIds.flatMap((stepId) => {
    const ofStep = Object.entries(links[stepId] ?? {});
    const clicks = ofStep.reduce((sum, [, cell]) => sum + cell.clicks, 0);
    return ofStep
      .map(([href, cell]) => ({ stepId, href, ...cell, share: rate(cell.clicks, clicks) }))
      .toSorted((a, b) => b.clicks - a.clicks || a.position - b.position);
  });

const cohortRates = (cell: CohortCell) => ({
  ...cell,
  openRate: rate(cell.opened, cell.mailed),
  clickRate: rate(cell.clicked, cell.mailed),
  replyRate: rate(cell.replied, cell.mailed),
  conversionRate: rate(cell.converted, cell.mailed),
  unsubscribeRate: rate(cell.unsubscribed, cell.mailed),
});

function addCohorts(one: CohortCell, two: CohortCell): CohortCell {
  const sum = { ...one };
  for (const name of CohortCell.keyof().options) sum[name] += two[name];
  return sum;
}

/** The Monday of the week of a day, both `2026-11-25`. */
function mondayOf(day: string): string {
  const ms = Date.parse(`${day}T00:00:00Z`);
  const fromMonday = (new Date(ms).getUTCDay() + 6) % 7;
  return new Date(ms - fromMonday * dayMs).toISOString().slice(0, 10);
}

function cohortsOf({ cohorts }: ReportTally): CampaignReport['cohorts'] {
  const days = Object.entries(cohorts).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const weeks = Map.groupBy(days, ([day]) => (day === other ? other : mondayOf(day)));
  return {
    byDay: days.map(([date, cell]) => ({ date, ...cohortRates(cell) })),
    byWeek: [...weeks].map(([week, ofWeek]) => ({
      week,
      ...cohortRates(ofWeek.map(([, cell]) => cell).reduce(addCohorts)),
    })),
  };
}

/** A tally as people read it: rates beside counts, the largest first, the rest of long lists as one. */
export const breakdownsOf = (tally: ReportTally, stepIds: readonly string[]): Breakdowns => ({
  hours: hoursOf(tally),
  links: linksOf(tally, stepIds),
  domains: largest(tally.domains).map(([domain, cell]) => ({ domain, metrics: figures(cell) })),
  providers: largest(tally.providers).map(([provider, cell]) => ({ provider, metrics: figures(cell) })),
  segments: largest(tally.segments).map(([segmentId, cell]) => ({ segmentId, metrics: figures(cell) })),
  cohorts: cohortsOf(tally),
});

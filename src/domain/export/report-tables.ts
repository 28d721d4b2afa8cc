import { type Analytics, Metrics } from '../../contracts/analytics.ts';
import { type CampaignReport, Figures } from '../../contracts/report.ts';
import { CohortCell, HourCell, LinkCell } from '../../contracts/tally.ts';
import type { ReportTable } from '../../contracts/transfer.ts';
import type { ExportRecord } from './record-line.ts';

/** What tables are made of. */
export interface Reports {
  readonly analytics: Analytics;
  readonly report: CampaignReport;
}

interface Table {
  readonly columns: readonly string[];
  readonly records: (reports: Reports) => readonly ExportRecord[];
}

const metricColumns = Metrics.keyof().options;
const figureColumns = Figures.keyof().options;

/** `EUR 20;USD 5` */
const amounts = (revenue: Metrics['revenue']): string =>
  Object.entries(revenue)
    .map(([currency, amount]) => `${currency} ${amount}`)
    .join(';');

const withRevenue = ({ revenue, ...numbers }: Metrics): ExportRecord => ({ ...numbers, revenue: amounts(revenue) });

const cohortColumns = [
  ...CohortCell.keyof().options,
  'openRate',
  'clickRate',
  'replyRate',
  'conversionRate',
  'unsubscribeRate',
];

const endings = (ended: Readonly<Record<string, number>>): string =>
  Object.entries(ended)
    .map(([reason, n]) => `${reason} ${n}`)
    .join(';');

/** Every table of the reports of a campaign, with its columns. */
export const reportTables: { readonly [T in ReportTable]: Table } = {
  daily: {
    columns: ['date', ...metricColumns],
    records: ({ analytics }) => analytics.daily.map(({ date, metrics }) => ({ date, ...withRevenue(metrics) })),
  },
  steps: {
    columns: ['stepOrder', 'stepId', 'name', ...metricColumns],
    records: ({ analytics }) => analytics.byStep.map(({ metrics, ...step }) => ({ ...step, ...withRevenue(metrics) })),
  },
  variants: {
    columns: ['stepId', 'key', 'role', ...metricColumns],
    records: ({ analytics }) =>
      analytics.byVariant.map(({ metrics, ...variant }) => ({ ...variant, ...withRevenue(metrics) })),
  },
  funnel: {
    columns: [
      'stepOrder',
      'stepId',
      'name',
      'reached',
      'wentOn',
      'waiting',
      'dropOff',
      'dropOffRate',
      'ended',
      'sentence',
    ],
    records: ({ report }) => report.funnel.map((step) => ({ ...step, ended: endings(step.ended) })),
  },
  hours: {
    columns: ['weekday', 'hour', ...HourCell.keyof().options, 'openRate', 'clickRate'],
    records: ({ report }) => report.hours,
  },
  links: {
    columns: ['stepId', 'href', ...LinkCell.keyof().options, 'share'],
    records: ({ report }) => report.links,
  },
  domains: {
    columns: ['domain', ...figureColumns],
    records: ({ report }) => report.domains.map(({ domain, metrics }) => ({ domain, ...metrics })),
  },
  providers: {
    columns: ['provider', ...figureColumns],
    records: ({ report }) => report.providers.map(({ provider, metrics }) => ({ provider, ...metrics })),
  },
  segments: {
    columns: ['segmentId', 'name', ...figureColumns],
    records: ({ report }) => report.segments.map(({ metrics, ...segment }) => ({ ...segment, ...metrics })),
  },
  cohorts: { columns: ['date', ...cohortColumns], records: ({ report }) => report.cohorts.byDay },
};

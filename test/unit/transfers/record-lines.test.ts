import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Analytics } from '../../../src/contracts/analytics.ts';
import { noFlags } from '../../../src/contracts/message.ts';
import { reportTableNames } from '../../../src/contracts/transfer.ts';
import { metricsOf, noCounters } from '../../../src/domain/analytics/metrics.ts';
import {
  messageColumns,
  messageRecord,
  sightingColumns,
  sightingRecords,
} from '../../../src/domain/export/mail-records.ts';
import { headLine, recordLine } from '../../../src/domain/export/record-line.ts';
import { reportTables } from '../../../src/domain/export/report-tables.ts';
import { readRecords } from '../../../src/domain/import/read-records.ts';
import { funnelOf } from '../../../src/domain/report/funnel.ts';
import { breakdownsOf } from '../../../src/domain/report/report-view.ts';
import { noReport } from '../../../src/domain/report/tally-report.ts';
import { aMessage, at } from '../../support/builders.ts';

const nine = at('2026-11-25T09:00:00Z');
const metrics = metricsOf(noCounters, { EUR: 19_900, USD: 500 });
const analytics = Analytics.parse({
  campaignId: 'cmp_1',
  startDate: null,
  endDate: null,
  timezone: 'UTC',
  overall: metrics,
  byStep: [{ stepId: 's', name: '=cmd()', stepOrder: 1, metrics }],
  byVariant: [{ stepId: 's', key: 'a', role: 'test', metrics }],
  daily: [{ date: '2026-11-25', metrics }],
});
const cell = { emailsSent: 1 };
const cohort = {
  ...{ entered: 1, mailed: 1, opened: 0, clicked: 0, replied: 0 },
  ...{ converted: 0, unsubscribed: 0, completed: 1, waiting: 0 },
};
const tally = {
  ...noReport,
  hours: { '3-9': { sent: 1, opened: 0, clicked: 0, opens: 0, clicks: 0 } },
  links: { s: { 'https://shop.example/': { position: 1, clicked: 1, clicks: 2, machineClicks: 0 } } },
  ...{ domains: { 'a.example': cell }, providers: { Other: cell }, segments: { seg_1: cell } },
  cohorts: { '2026-11-25': cohort },
};
const shown = breakdownsOf(tally, ['s']);
const report = {
  ...shown,
  ...{ campaignId: 'cmp_1', asOf: nine, timezone: 'UTC' },
  segments: shown.segments.map((segment) => ({ ...segment, name: 'Everybody' })),
  funnel: funnelOf(tally, [{ id: 's', name: '+1' }]),
};

describe('tables of reports', () => {
  it.each(reportTableNames)('%s has a record, and a value or nothing in each of its columns', (name) => {
    const { columns, records } = reportTables[name];
    const all = records({ analytics, report });
    expect(all.length).toBeGreaterThan(0);
    for (const record of all) expect(columns.filter((column) => record[column] === undefined)).toEqual([]);
  });

  it('have revenue by currency in one cell', () => {
    const [row] = reportTables.daily.records({ analytics, report });
    expect(row?.['revenue']).toBe('EUR 19.9;USD 0.5');
  });

  it('hold nothing that a spreadsheet runs', () => {
    const lines = reportTableNames.flatMap((name) => {
      const { columns, records } = reportTables[name];
      return records({ analytics, report }).map((record) => recordLine('csv', columns, record));
    });
    for (const line of lines) {
      const read = readRecords(line, ',');
      for (const text of read.ok ? (read.value[0]?.cells ?? []) : ['=']) expect(text).not.toMatch(/^[=+\-@\t\r]/);
    }
    expect(lines.join('')).toContain(",'=cmd(),");
  });
});

describe('lines of an export', () => {
  it('of JSON are the record again, whatever its texts hold, and each is one line', () => {
    const value = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.constant(null));
    fc.assert(
      fc.property(value, value, (a, b) => {
        const line = recordLine('jsonl', ['a', 'b'], { a, b });
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(JSON.parse(line)).toEqual({ a, b });
      }),
    );
  });

  it('begin with the columns in CSV, and with the first record in JSON Lines', () => {
    expect([headLine('csv', ['a', 'b']), headLine('jsonl', ['a', 'b'])]).toEqual(['a,b\r\n', '']);
  });

  it('of a mail say when everything happened first, and nothing of a contact that is gone', () => {
    const message = aMessage('s', { flags: { ...noFlags, sent: nine, opened: nine }, conversions: 2 });
    const record = messageRecord(message, undefined);
    expect(messageColumns.filter((column) => record[column] === undefined)).toEqual([]);
    expect(record).toMatchObject({
      openedAt: nine,
      clickedAt: null,
      email: null,
      conversions: 2,
      sentAt: message.sentAt,
    });
    const seen = [
      {
        ...{ id: 'x', kind: 'click' as const, at: nine, link: 'https://a.example/' },
        ...{ ip: 'hash', agent: 'hash' },
      },
    ].map((one) => ({ ...one, class: 'machine' as const, score: 0.9, reasons: ['script' as const], restatedAt: null }));
    const [sighting] = sightingRecords({ ...message, seen }, { email: 'ann@a.example' });
    expect(Object.keys(sighting ?? {}).toSorted()).toEqual(sightingColumns.toSorted());
    expect(sighting).toMatchObject({ email: 'ann@a.example', class: 'machine', reasons: 'script' });
  });
});

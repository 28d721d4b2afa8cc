import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Enrollment } from '../../../src/contracts/enrollment.ts';
import { type Message, noFlags } from '../../../src/contracts/message.ts';
import type { Sighting } from '../../../src/contracts/sighting.ts';
import { ReportTally } from '../../../src/contracts/tally.ts';
import { closeBooks, newTally, tallyMessage } from '../../../src/domain/analytics/books.ts';
import { addCounters } from '../../../src/domain/analytics/metrics.ts';
import { funnelOf } from '../../../src/domain/report/funnel.ts';
import type { CountedJourney } from '../../../src/domain/report/journey.ts';
import { linkTemplates } from '../../../src/domain/report/link-templates.ts';
import { breakdownsOf } from '../../../src/domain/report/report-view.ts';
import { noReport, other, tallyReport } from '../../../src/domain/report/tally-report.ts';
import { aMessage, anEnrollment, aSequence, at } from '../../support/builders.ts';

const sequence = aSequence();
const html = '<a href="https://shop.example/a">a</a><a href="https://shop.example/b">b</a>';
const place = { timezone: 'UTC', linksOf: () => linkTemplates(html) };
const nine = at('2026-11-25T09:00:00Z');

const aSighting = (kind: 'open' | 'click', when: string, over: Partial<Sighting> = {}): Sighting => ({
  id: `${kind}-${when}`,
  kind,
  at: when,
  link: kind === 'click' ? 'https://shop.example/a' : null,
  ip: null,
  agent: null,
  class: 'human',
  score: 0,
  reasons: [],
  restatedAt: null,
  ...over,
});

const sent = (stepId: string, over: Partial<Message> = {}, flags: Partial<Message['flags']> = {}): Message =>
  aMessage(stepId, { ...over, flags: { ...noFlags, sent: nine, ...flags } });

const aJourney = (
  messages: readonly Message[],
  over: Partial<Enrollment> = {},
  contact: CountedJourney['contact'] = { email: 'ann@example.com', segments: [] },
): CountedJourney => ({ enrollment: anEnrollment(sequence, { status: 'completed', ...over }), messages, contact });

const tallyOf = (...journeys: CountedJourney[]): ReportTally => tallyReport(noReport, journeys, place);

describe('the funnel', () => {
  const steps = [
    { id: 'a', name: 'Welcome' },
    { id: 'b', name: 'Overview' },
  ];
  const later = { sent: at('2026-11-27T09:00:00Z') };

  it('says of every mail how many went on, wait, came to the end or left, and why', () => {
    const funnel = funnelOf(
      tallyOf(
        aJourney([sent('a'), sent('b', {}, later)]),
        aJourney([sent('a')], { status: 'exited', exitReason: 'move_to_sales' }),
        aJourney([sent('a')], { status: 'active' }),
        aJourney([], { status: 'exited', exitReason: 'unsubscribed' }),
      ),
      steps,
    );
    expect(funnel.map(({ sentence }) => sentence)).toEqual([
      'Of 4 people who entered: 3 (75.0 %) got a mail; 1 (25.0 %) left: unsubscribed.',
      'Of 3 people who got this mail: 1 (33.3 %) got another mail; 1 (33.3 %) wait for what comes next; 1 (33.3 %) left: move to sales.',
      'Of 1 person who got this mail: 1 (100.0 %) came to the end.',
    ]);
    expect(funnel.map(({ stepId, dropOff, dropOffRate }) => [stepId, dropOff, dropOffRate])).toEqual([
      [null, 1, 25],
      ['a', 1, 33.33],
      ['b', 0, 0],
    ]);
  });

  it('counts a mail once for a visit that came by it twice, and none that was not sent', () => {
    const [entry, first] = funnelOf(
      tallyOf(aJourney([sent('a'), sent('a', { visit: 2 }, later), aMessage('b', { status: 'skipped' })])),
      steps,
    );
    expect([entry?.wentOn, first?.reached, first?.wentOn]).toEqual([1, 1, 0]);
  });

  it('knows reasons that objects have as names of their own', () => {
    const [entry] = funnelOf(tallyOf(aJourney([], { status: 'exited', exitReason: 'constructor' })), steps);
    expect(entry?.ended).toEqual({ constructor: 1 });
  });
});

describe('the hours of the week', () => {
  it('are those on the clocks of the campaign, also where they were set back', () => {
    const berlin = { ...place, timezone: 'Europe/Berlin' };
    // Sunday 2026-10-25: 02:30 comes twice, at 00:30 and at 01:30 UTC.
    const mails = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-10-25T22:59:00Z', '2026-10-25T23:01:00Z'];
    const tally = tallyReport(noReport, [aJourney(mails.map((time) => sent('a', {}, { sent: at(time) })))], berlin);
    expect(breakdownsOf(tally, []).hours.map(({ weekday, hour, sent: n }) => [weekday, hour, n])).toEqual([
      [1, 0, 1],
      [7, 2, 2],
      [7, 23, 1],
    ]);
  });

  it('count opens of people when they happen, and opened mails when they left', () => {
    const eleven = at('2026-11-26T11:00:00Z');
    const message = sent(
      'a',
      { seen: [aSighting('open', eleven), aSighting('open', eleven, { class: 'machine' })] },
      { opened: eleven },
    );
    expect(breakdownsOf(tallyOf(aJourney([message])), []).hours).toMatchObject([
      { weekday: 3, hour: 9, sent: 1, opened: 1, opens: 0, openRate: 100 },
      { weekday: 4, hour: 11, sent: 0, opened: 0, opens: 1, openRate: 0 },
    ]);
  });
});

describe('the click map', () => {
  it('tells mails that were clicked from clicks, people from machines, and links from each other', () => {
    const clicks = (link: string, n: number, over: Partial<Sighting> = {}) =>
      Array.from({ length: n }, () => aSighting('click', nine, { link, ...over }));
    const tally = tallyOf(
      aJourney([sent('s', { seen: clicks('https://shop.example/b', 3) })]),
      aJourney([
        sent('s', {
          seen: [
            ...clicks('https://shop.example/a', 1),
            ...clicks('https://mail.example/h/1', 1, { class: 'machine' }),
            ...clicks('https://shop.example/b', 2, { class: 'machine' }),
          ],
        }),
      ]),
    );
    expect(breakdownsOf(tally, ['s']).links).toEqual([
      { stepId: 's', href: 'https://shop.example/b', position: 2, clicked: 1, clicks: 3, machineClicks: 2, share: 75 },
      { stepId: 's', href: 'https://shop.example/a', position: 1, clicked: 1, clicks: 1, machineClicks: 0, share: 25 },
      { stepId: 's', href: other, position: 0, clicked: 0, clicks: 0, machineClicks: 1, share: 0 },
    ]);
  });

  it('has room for 200 links of a campaign and puts the clicks of more into one place', () => {
    const urls = Array.from({ length: 300 }, (_, n) => `https://shop.example/${n}`);
    const links = linkTemplates(urls.map((url) => `<a href="${url}">x</a>`).join(''));
    const seen = urls.map((link) => aSighting('click', nine, { link }));
    const journeys = ['s', 't'].map((stepId) => aJourney([sent(stepId, { seen })]));
    const tally = tallyReport(noReport, journeys, { ...place, linksOf: () => links });
    const shown = breakdownsOf(tally, ['s', 't']).links;
    expect(shown.reduce((sum, link) => sum + link.clicks, 0)).toBe(600);
    expect(shown.filter(({ href }) => href !== other)).toHaveLength(200);
  });
});

describe('cohorts', () => {
  it('follow those who entered on one day or in one week of the campaign’s zone', () => {
    const sydney = { ...place, timezone: 'Australia/Sydney' };
    const entered = (enrolledAt: string, ...messages: Message[]) => aJourney(messages, { enrolledAt: at(enrolledAt) });
    const opened = sent('a', {}, { opened: nine });
    const tally = tallyReport(
      noReport,
      [
        entered('2026-11-22T12:00:00Z', opened, sent('b', {}, { opened: nine })),
        entered('2026-11-22T13:30:00Z', sent('a')),
        entered('2026-11-24T02:00:00Z'),
      ],
      sydney,
    );
    const { byDay, byWeek } = breakdownsOf(tally, []).cohorts;
    expect(byDay.map(({ date, entered: n, mailed, openRate }) => [date, n, mailed, openRate])).toEqual([
      ['2026-11-22', 1, 1, 100],
      ['2026-11-23', 1, 1, 0],
      ['2026-11-24', 1, 0, 0],
    ]);
    expect(byWeek.map(({ week, entered: n, mailed }) => [week, n, mailed])).toEqual([
      ['2026-11-16', 1, 1],
      ['2026-11-23', 2, 1],
    ]);
  });
});

const time = fc
  .integer({ min: 0, max: 40 })
  .map((hours) => at(new Date(Date.parse(nine) + hours * 3_600_000).toISOString()));
const flag = fc.option(time, { nil: null });
const aMail = fc
  .record({
    step: fc.constantFrom('a', 'b', 'c'),
    status: fc.constantFrom('sent' as const, 'skipped' as const, 'failed' as const),
    flags: fc.record({
      delivered: flag,
      opened: flag,
      clicked: flag,
      replied: flag,
      bounced: flag,
      unsubscribed: flag,
    }),
    seen: fc.array(
      fc.record({
        kind: fc.constantFrom('open' as const, 'click' as const),
        when: time,
        link: fc.constantFrom('https://shop.example/a', 'https://x.example/'),
        who: fc.constantFrom('human' as const, 'machine' as const, 'unknown' as const),
      }),
      { maxLength: 4 },
    ),
    conversions: fc.integer({ min: 0, max: 2 }),
  })
  .map(({ step, status, flags, seen, conversions }) =>
    sent(
      step,
      {
        status,
        conversions,
        seen: seen.map(({ kind, when, link, who }) =>
          aSighting(kind, when, { class: who, ...(kind === 'click' ? { link } : {}) }),
        ),
      },
      flags,
    ),
  );
const journeys = fc.array(
  fc
    .record({
      mails: fc.array(aMail, { maxLength: 4 }),
      host: fc.integer({ min: 0, max: 70 }),
      gone: fc.boolean(),
      status: fc.constantFrom('active' as const, 'completed' as const, 'exited' as const),
    })
    .map(({ mails, host, gone, status }) =>
      aJourney(
        mails,
        { status, exitReason: status === 'exited' ? 'replied' : null },
        gone ? undefined : { email: `x@host${host}.example`, segments: ['seg_1'] },
      ),
    ),
  { maxLength: 90 },
);

describe('a report', () => {
  it('says in every breakdown, added up, what the books say of the same rows', () => {
    fc.assert(
      fc.property(journeys, (all) => {
        const messages = all.flatMap((journey) => journey.messages);
        const { facts } = messages.reduce(tallyMessage, newTally({}));
        const books = addCounters(...Object.values(facts));
        expect(closeBooks({ ...newTally(facts), facts }, facts, nine).drift).toEqual([]);
        const shown = breakdownsOf(tallyOf(...all), ['a', 'b', 'c']);
        for (const list of [shown.domains, shown.providers])
          expect(addCounters(...list.map(({ metrics }) => metrics))).toEqual({ ...books, goals: 0 });
        const total = (name: 'clicks' | 'opens') => shown.hours.reduce((sum, hour) => sum + hour[name], 0);
        expect([total('opens'), total('clicks')]).toEqual([books.totalOpens, books.totalClicks]);
        const links = shown.links.reduce((sum, link) => sum + link.clicks, 0);
        expect(links).toBe(books.totalClicks);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same whether the visits are counted at once or page by page, and fits its contract', () => {
    fc.assert(
      fc.property(journeys, fc.integer({ min: 1, max: 20 }), (all, size) => {
        let tally = noReport;
        for (let from = 0; from < all.length; from += size)
          tally = tallyReport(ReportTally.parse(tally), all.slice(from, from + size), place);
        expect(tally).toEqual(tallyOf(...all));
      }),
      { numRuns: 60 },
    );
    expect(noReport.hours).toEqual({});
  });

  it('loses nobody in its funnel: who reached a mail went on, waits or ended', () => {
    fc.assert(
      fc.property(journeys, (all) => {
        for (const cell of Object.values(tallyOf(...all).funnel)) {
          const ended = Object.values(cell.ended).reduce((sum, n) => sum + n, 0);
          expect(cell.wentOn + cell.waiting + ended).toBe(cell.reached);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('fits one item of the table with every breakdown full of long names', () => {
    const everything = Object.fromEntries(Object.keys(noFlags).map((name) => [name, nine]));
    const long = (n: number): string => `https://shop.example/${n}/${'p'.repeat(400)}`;
    const seen = (n: number) => [
      aSighting('open', nine),
      aSighting('open', nine, { class: 'machine' }),
      aSighting('click', nine, { link: long(n) }),
      aSighting('click', nine, { link: long(n), class: 'machine' }),
    ];
    const all = Array.from({ length: 700 }, (_, n) => {
      const instant = new Date(Date.parse(nine) + n * 25 * 3_600_000).toISOString();
      const mails = [`step_${n % 20}`, `step_${(n + 1) % 20}`].map((stepId) =>
        sent(stepId, { seen: seen(n), bounceClass: 'soft', conversions: 1 }, { ...everything, sent: instant }),
      );
      const over = { enrolledAt: instant, status: 'exited' as const, exitReason: `a_reason_of_some_length_${n % 40}` };
      const email = `x@${'d'.repeat(63)}.${'e'.repeat(63)}.host${n}.example`;
      return aJourney(mails, over, { email, segments: [`seg_01j${'s'.repeat(22)}${n}`] });
    });
    const links = linkTemplates(all.map((_, n) => `<a href="${long(n)}">x</a>`).join(''));
    const tally = tallyReport(noReport, all, { ...place, linksOf: () => links });
    expect([tally.domains, tally.segments, tally.cohorts].map((cells) => Object.keys(cells).length)).toEqual([
      301, 101, 201,
    ]);
    expect(JSON.stringify(tally).length).toBeLessThan(300_000);
  });

  it('shows 50 domains and the others as one, and keeps the row small however many there are', () => {
    const all = Array.from({ length: 5_000 }, (_, n) =>
      aJourney(
        [sent('a', {}, { delivered: nine, opened: nine })],
        {},
        { email: `x@d${n % 3 ? 0 : n}.example`, segments: [] },
      ),
    );
    const tally = tallyOf(...all);
    const { domains } = breakdownsOf(tally, []);
    expect(domains).toHaveLength(51);
    expect(domains[0]).toMatchObject({ domain: 'd0.example', metrics: { emailsSent: 3_334 } });
    expect(domains.at(-1)?.domain).toBe(other);
    expect(JSON.stringify(tally).length).toBeLessThan(100_000);
  });
});

import { describe, expect, it } from 'vitest';
import type { Campaign } from '../../../src/contracts/campaign.ts';
import type { Contact } from '../../../src/contracts/contact.ts';
import { newSettings, type Settings } from '../../../src/contracts/resources.ts';
import { type Simulation, SimulationRates } from '../../../src/contracts/simulation.ts';
import type { Sequence, Step } from '../../../src/contracts/step.ts';
import { reportOf } from '../../../src/domain/simulation/report.ts';
import { simulatePage, simulationOf } from '../../../src/domain/simulation/simulate.ts';
import { newTally } from '../../../src/domain/simulation/tally.ts';
import type { Subject } from '../../../src/domain/simulation/walk-contact.ts';
import {
  aCampaign,
  aContact,
  aMessage,
  anEmail,
  anEnrollment,
  anExit,
  aSequence,
  at,
  aWait,
} from '../../support/builders.ts';

const startAt = at('2026-11-25T20:00:00Z');
const plain = newSettings({ organization: 'Test', postalAddress: 'Ushuaia', timezone: 'UTC' }, 1);

interface Given {
  readonly sequence?: Sequence;
  readonly campaign?: Partial<Campaign>;
  readonly settings?: Partial<Settings>;
  readonly rates?: Partial<SimulationRates>;
  readonly seed?: string;
  readonly members?: number;
}

const series = aSequence(
  anEmail('one', 'w2'),
  aWait('w2', 'two', 2),
  anEmail('two', 'w3'),
  aWait('w3', 'three', 3),
  anEmail('three', null),
);

function simulate(subjects: readonly Subject[], given: Given = {}): Simulation {
  const setup = simulationOf({
    campaign: aCampaign(given.campaign),
    sequence: given.sequence ?? series,
    settings: { ...plain, ...given.settings },
    startAt,
    rates: SimulationRates.parse(given.rates ?? {}),
    seed: given.seed ?? 'seed',
    lists: new Map(),
    holidays: new Map([['GB', new Map([['2026-12-03', 'A holiday']])]]),
  });
  const tally = newTally();
  simulatePage(setup, subjects, tally);
  const members = given.members ?? subjects.length;
  return reportOf(setup, tally, { members, ratesFrom: 'request', warnings: [] });
}

const people = (count: number, over: (i: number) => Partial<Contact> = () => ({})): readonly Subject[] =>
  Array.from({ length: count }, (_, i) => ({
    contact: aContact({ id: `con_${i}`, timezone: 'UTC', ...over(i) }),
    suppressed: false,
  }));

const days = ({ calendar }: Simulation) => calendar.map(({ day, mails }) => [day, mails]);

describe('a simulated campaign', () => {
  it('mails at the start and after each wait, counted by the local day of the reader', () => {
    const zones = ['UTC', 'Asia/Tokyo'];
    const result = simulate(people(10, (i) => ({ timezone: zones[i % 2] ?? null })));
    expect(result.calendar).toEqual([
      { day: '2026-11-25', mails: 5, zones: { UTC: 5 } },
      { day: '2026-11-26', mails: 5, zones: { 'Asia/Tokyo': 5 } },
      { day: '2026-11-27', mails: 5, zones: { UTC: 5 } },
      { day: '2026-11-28', mails: 5, zones: { 'Asia/Tokyo': 5 } },
      { day: '2026-11-30', mails: 5, zones: { UTC: 5 } },
      { day: '2026-12-01', mails: 5, zones: { 'Asia/Tokyo': 5 } },
    ]);
    expect(result.daily).toEqual([
      { day: '2026-11-25', mails: 10, steps: { one: 10 } },
      { day: '2026-11-27', mails: 10, steps: { two: 10 } },
      { day: '2026-11-30', mails: 10, steps: { three: 10 } },
    ]);
    expect(result).toMatchObject({
      mails: 30,
      longestDays: 5,
      firstMailAt: startAt,
      lastMailAt: '2026-11-30T20:00:00.000Z',
      outcomes: { completed: 10 },
      warnings: [],
    });
  });

  it('costs what the documents say a quiet three-mail drip costs', () => {
    const { cost } = simulate(people(1000));
    expect(cost.sesUsd).toBeCloseTo(0.3, 4);
    expect(cost.usdPer1000Contacts).toBeCloseTo(0.469, 2);
  });

  it('leaves out contacts for the first reason that the launch would give', () => {
    const unsubscribed = { ...aContact().consent, status: 'unsubscribed' as const };
    const subjects: readonly Subject[] = [
      ...people(3),
      { contact: aContact({ id: 'a' }), suppressed: true },
      { contact: aContact({ id: 'b', consent: unsubscribed, lifecycle: 'customer' }), suppressed: false },
      { contact: aContact({ id: 'c', lifecycle: 'customer' }), suppressed: false },
      { contact: aContact({ id: 'd', leadScore: -1 }), suppressed: false },
      {
        contact: aContact({ id: 'e' }),
        suppressed: false,
        enrollments: [anEnrollment(series, { campaignId: 'cmp_2', status: 'active' })],
      },
    ];
    const exclusions = {
      ...aCampaign().exclusions,
      customers: true,
      inOtherCampaign: 'exclude' as const,
      rule: { contact: { field: 'leadScore', op: 'lt' as const, value: 0 } },
    };
    const { audience } = simulate(subjects, { campaign: { exclusions } });
    expect(audience).toMatchObject({
      entered: 3,
      excluded: { suppressed: 1, unsubscribed: 1, customer: 1, excluded_by_rule: 1, in_other_campaign: 1 },
    });
  });

  it('holds back who is in a campaign of higher priority', () => {
    const holder = anEnrollment(series, { campaignId: 'cmp_2', status: 'active', priority: 90 });
    const exclusions = { ...aCampaign().exclusions, inOtherCampaign: 'pause_lower_priority' as const };
    const [subject] = people(1);
    if (!subject) throw new Error('no subject');
    const { audience, mails } = simulate([{ ...subject, enrollments: [holder] }], { campaign: { exclusions } });
    expect([audience.held, audience.entered, mails]).toEqual([{ higher_priority: 1 }, 0, 0]);
  });

  it('keeps send windows and holidays of the contact’s country', () => {
    const sendWindow = { preferredTime: '09:00', skipWeekends: true, skipHolidays: true };
    const result = simulate(
      people(2, () => ({ country: 'GB', timezone: 'Europe/London' })),
      { campaign: { sendWindow } },
    );
    expect(days(result)).toEqual([
      ['2026-11-26', 2],
      ['2026-11-30', 2],
      ['2026-12-04', 2],
    ]);
  });

  it('counts mails that a limit moves, those of other campaigns included', () => {
    const attention = { mails: 1, hours: 72 };
    const recent = aMessage('x', { campaignId: 'cmp_2', sentAt: at('2026-11-25T08:00:00Z') });
    const [subject] = people(1);
    if (!subject) throw new Error('no subject');
    const result = simulate([{ ...subject, messages: [recent] }], { settings: { attention } });
    expect(days(result)).toEqual([
      ['2026-11-28', 1],
      ['2026-12-01', 1],
      ['2026-12-04', 1],
    ]);
    expect(result.attention).toEqual({ moved: 2, contacts: 1 });
  });

  it('begins at the local time of each zone', () => {
    const zones = ['Asia/Tokyo', 'America/New_York'];
    const result = simulate(
      people(4, (i) => ({ timezone: zones[i % 2] ?? null })),
      {
        campaign: { startLocal: '2026-12-01T09:00' },
        sequence: aSequence(anEmail('one', null)),
      },
    );
    expect(result.calendar).toEqual([
      { day: '2026-12-01', mails: 4, zones: { 'America/New_York': 2, 'Asia/Tokyo': 2 } },
    ]);
    expect([result.firstMailAt, result.lastMailAt]).toEqual(['2026-12-01T00:00:00.000Z', '2026-12-01T14:00:00.000Z']);
  });

  describe('with readers who do something', () => {
    const branch: Step = {
      id: 'opened',
      kind: 'condition',
      arms: [{ when: { engagement: { email: 'previous', event: 'opened' } }, next: 'yes' }],
      else: 'no',
    };
    const branching = aSequence(
      anEmail('one', 'w'),
      aWait('w', 'opened'),
      branch,
      anEmail('yes', null),
      anExit('no', 'cold'),
    );

    it('branches by the rates that are assumed, the same each time', () => {
      const given = { sequence: branching, rates: { open: 40 } };
      const result = simulate(people(1000), given);
      expect(result.outcomes['completed']).toBeGreaterThan(350);
      expect(result.outcomes['completed']).toBeLessThan(450);
      expect((result.outcomes['completed'] ?? 0) + (result.outcomes['cold'] ?? 0)).toBe(1000);
      expect(simulate(people(1000), given)).toEqual(result);
      expect(simulate(people(1000), { ...given, seed: 'other' })).not.toEqual(result);
    });

    it('names the steps that nobody reaches', () => {
      expect(simulate(people(10), { sequence: branching }).deadEnds).toEqual(['yes']);
      expect(simulate(people(10), { sequence: branching, rates: { open: 100 } }).deadEnds).toEqual(['no']);
    });

    it('ends the way of who bounces, unsubscribes, or answers where an answer ends it', () => {
      expect(simulate(people(5), { rates: { bounce: 100 } })).toMatchObject({ mails: 5, outcomes: { bounced: 5 } });
      expect(simulate(people(5), { rates: { unsubscribe: 100 } })).toMatchObject({ outcomes: { unsubscribed: 5 } });
      expect(simulate(people(5), { rates: { reply: 100 } })).toMatchObject({ outcomes: { replied: 5 } });
      const never = { campaign: { stopOnReply: 'never' as const }, rates: { reply: 100 } };
      expect(simulate(people(5), never)).toMatchObject({ mails: 15, outcomes: { completed: 5 } });
    });

    it('lets nobody see what happens later', () => {
      const hasty = aSequence(
        anEmail('one', 'w'),
        aWait('w', 'opened', 1, 'minutes'),
        branch,
        anEmail('yes', null),
        anExit('no', 'cold'),
      );
      const { outcomes } = simulate(people(300), { sequence: hasty, rates: { open: 100 } });
      expect(outcomes['cold']).toBeGreaterThan(290);
    });
  });

  it('waits for events that never come until their time is out', () => {
    const waiting = aSequence(
      {
        id: 'e',
        kind: 'wait_for_event',
        event: 'order.made',
        timeout: { value: 3, unit: 'days' },
        onEvent: 'a',
        onTimeout: 'b',
      },
      anEmail('a', null),
      anEmail('b', null),
    );
    const result = simulate(people(2), { sequence: waiting });
    expect([days(result), result.deadEnds]).toEqual([[['2026-11-28', 2]], ['a']]);
  });

  it('skips the mail of who becomes a customer on the way', () => {
    const sequence = aSequence(
      { id: 'won', kind: 'action', action: { type: 'update_contact', set: { lifecycle: 'customer' } }, next: 'm' },
      anEmail('m', null),
    );
    const exclusions = { ...aCampaign().exclusions, customers: true };
    const result = simulate(people(2), { sequence, campaign: { exclusions } });
    expect([result.mails, result.skipped]).toEqual([0, { customer: 2 }]);
  });

  it('scales a sample up to the audience, and says so', () => {
    const result = simulate(people(10), { members: 1000 });
    expect(result.audience).toMatchObject({ members: 1000, simulated: 10, scale: 100, entered: 1000 });
    expect(result.mails).toBe(3000);
    expect(result.warnings).toEqual([expect.stringContaining('Estimated from 10 of 1000 contacts')]);
  });

  it('shows the steps of the author only, where an event lets contacts in', () => {
    const trigger = {
      event: 'cart.left',
      filter: null,
      unless: { event: 'order.made', within: { value: 1, unit: 'hours' as const } },
      reentry: { rule: 'never' as const },
    };
    const result = simulate(people(1), { campaign: { campaignType: 'triggered', trigger } });
    expect(result.steps.map(({ stepId }) => stepId)).toEqual(['one', 'w2', 'two', 'w3', 'three']);
    expect(result.firstMailAt).toBe('2026-11-25T21:00:00.000Z');
    expect(result.warnings).toEqual([expect.stringContaining('triggered')]);
  });

  it('lets those of an A/B test go at once who take part, and the others with the control when it is due', () => {
    const tested = anEmail('offer', null, {
      variants: [{ key: 'a' }, { key: 'b', subject: 'Other' }],
      experiment: { share: 25, decideAfter: { value: 24, unit: 'hours' } },
    });
    const result = simulate(people(400), { sequence: aSequence(tested) });
    const [first = ['', 0], second = ['', 0], ...more] = days(result);
    expect([first[0], second[0], more]).toEqual(['2026-11-25', '2026-11-26', []]);
    expect(Number(first[1]) / 400).toBeCloseTo(0.25, 1);
    expect([result.mails, result.outcomes]).toEqual([400, { completed: 400 }]);
    expect(result.warnings).toEqual([expect.stringContaining('Who wins an A/B test cannot be known')]);
  });

  it('says that nobody is there', () => {
    expect(simulate([])).toMatchObject({ mails: 0, deadEnds: [], warnings: ['The audience is empty.'] });
  });
});

import { describe, expect, it } from 'vitest';
import { SendWindow } from '../../../src/contracts/send-window.ts';
import { chooseSendTime, type SendTimeInput } from '../../../src/domain/schedule/choose-send-time.ts';
import { at } from '../../support/builders.ts';

const nineToFive = [{ from: '09:00', to: '17:00' }];
const workWeek = { mon: nineToFive, tue: nineToFive, wed: nineToFive, thu: nineToFive, fri: nineToFive };

/** The specification's `campaign_schedule`. */
const specified = {
  preferredTime: '09:00',
  businessHours: workWeek,
  skipWeekends: true,
  skipHolidays: true,
};

const aSendTime = (window: object | undefined, earliest: string, over: Partial<SendTimeInput> = {}) =>
  chooseSendTime({
    earliest: at(earliest),
    now: at(earliest),
    contact: { timezone: 'Europe/London', country: 'GB' },
    fallbackZone: 'America/New_York',
    window: window && SendWindow.parse(window),
    holidays: new Map(),
    stickyKey: 'send_1',
    ...over,
  });

const rulesOf = ({ shifts }: ReturnType<typeof aSendTime>): string[] => shifts.map(({ rule }) => rule);
const reader = (timezone: string | null, country: string | null = null) => ({ contact: { timezone, country } });

describe('the specified schedule', () => {
  it.each([
    ['America/New_York', '2026-11-25T14:00Z'],
    ['America/Los_Angeles', '2026-11-25T17:00Z'],
    ['Europe/London', '2026-11-25T09:00Z'],
  ])('reaches a contact in %s at its 09:00', (zone, expected) => {
    expect(aSendTime(specified, '2026-11-25T08:30Z', reader(zone)).at).toBe(at(expected));
  });

  it('uses the fallback zone for a contact whose zone is not known, and says so', () => {
    const chosen = aSendTime(specified, '2026-11-25T08:30Z', reader(null, 'US'));
    expect(chosen).toMatchObject({ at: at('2026-11-25T14:00Z'), zone: 'America/New_York', zoneSource: 'campaign' });
  });
});

describe('without a window', () => {
  it.each([undefined, {}, { skipWeekends: false, optimize: { enabled: false } }])(
    '%o leaves the time as it is',
    (window) => {
      const chosen = aSendTime(window, '2026-11-28T03:00Z', { now: at('2026-12-24') });
      expect(chosen).toEqual({
        at: at('2026-11-28T03:00Z'),
        zone: 'Europe/London',
        zoneSource: 'contact',
        shifts: [],
        fellBack: false,
        arm: null,
      });
    },
  );
});

describe('the preferred time', () => {
  const window = { preferredTime: '09:00' };

  it('is today’s when it is still to come', () => {
    expect(aSendTime(window, '2026-11-25T03:00Z').at).toBe(at('2026-11-25T09:00Z'));
  });

  it('needs no shift when it is now', () => {
    expect(aSendTime(window, '2026-11-25T09:00Z')).toMatchObject({ at: at('2026-11-25T09:00Z'), shifts: [] });
  });

  it('is tomorrow’s when it has passed today', () => {
    const chosen = aSendTime(window, '2026-11-25T09:00:01Z');
    expect(chosen.at).toBe(at('2026-11-26T09:00Z'));
    expect(chosen.shifts).toEqual([
      {
        rule: 'preferred_time',
        from: at('2026-11-25T09:00:01Z'),
        to: at('2026-11-26T09:00Z'),
        detail:
          '09:00 on Wednesday 25 November in Europe/London: moved to Thursday 26 November 09:00, the preferred time.',
      },
    ]);
  });

  it('is kept by a day that a weekend moves the mail to', () => {
    const chosen = aSendTime({ ...window, skipWeekends: true }, '2026-11-27T12:00Z');
    expect(chosen.at).toBe(at('2026-11-30T09:00Z'));
    expect(chosen.shifts[1]?.detail).toBe(
      '09:00 on Saturday 28 November is a weekend in Europe/London: moved to Monday 30 November 09:00. Weekend of GB: Saturday and Sunday.',
    );
  });

  it('gives way to the first open minute after it on a day that opens later', () => {
    const late = { ...workWeek, mon: [{ from: '10:30', to: '12:00' }] };
    const chosen = aSendTime({ ...window, businessHours: late, skipWeekends: true }, '2026-11-27T12:00Z');
    expect(chosen.at).toBe(at('2026-11-30T10:30Z'));
  });

  it('waits for the next day when nothing after it is open', () => {
    const short = { ...workWeek, wed: [{ from: '07:00', to: '08:00' }] };
    expect(aSendTime({ ...window, businessHours: short }, '2026-11-25T03:00Z').at).toBe(at('2026-11-26T09:00Z'));
  });

  it('that the clocks jump over is sent after the jump, with a reason', () => {
    const chosen = aSendTime({ preferredTime: '02:30' }, '2026-03-08T05:00Z', reader('America/New_York'));
    expect(chosen.at).toBe(at('2026-03-08T07:30Z'));
    expect(rulesOf(chosen)).toEqual(['preferred_time', 'local_gap']);
    expect(chosen.shifts[1]?.detail).toBe(
      '02:30 on Sunday 8 March does not exist in America/New_York, where the clocks go forward: moved to Sunday 8 March 03:30.',
    );
  });

  it('that comes twice means the first time', () => {
    const chosen = aSendTime({ preferredTime: '01:30' }, '2026-11-01T04:00Z', reader('America/New_York'));
    expect(chosen.at).toBe(at('2026-11-01T05:30Z'));
  });
});

describe('hours', () => {
  it('of business keep a mail until they begin', () => {
    const chosen = aSendTime({ businessHours: workWeek }, '2026-11-25T17:00Z');
    expect(chosen.at).toBe(at('2026-11-26T09:00Z'));
    expect(chosen.shifts[0]).toMatchObject({
      rule: 'business_hours',
      detail:
        '17:00 on Wednesday 25 November is outside the business hours in Europe/London: moved to Thursday 26 November 09:00.',
    });
  });

  it('of business may last until midnight', () => {
    const window = { businessHours: { wed: [{ from: '20:00', to: '24:00' }] } };
    expect(aSendTime(window, '2026-11-25T23:59:59Z').shifts).toEqual([]);
    expect(aSendTime(window, '2026-11-26T00:00:00Z').at).toBe(at('2026-12-02T20:00Z'));
  });

  it.each([
    ['2026-11-25T23:00Z', '2026-11-26T07:00Z'],
    ['2026-11-26T03:00Z', '2026-11-26T07:00Z'],
  ])('of quiet that cross midnight hold %s until %s', (earliest, expected) => {
    const chosen = aSendTime({ quietHours: { from: '22:00', to: '07:00' } }, earliest);
    expect(chosen.at).toBe(at(expected));
    expect(chosen.shifts[0]?.detail).toMatch(
      /is in the quiet hours \(22:00 to 07:00\) in Europe\/London: moved to Thursday 26 November 07:00\.$/,
    );
  });

  it('that open in a gap open when the gap ends', () => {
    const window = { businessHours: { sun: [{ from: '02:30', to: '05:00' }] } };
    expect(aSendTime(window, '2026-03-08T05:00Z', reader('America/New_York')).at).toBe(at('2026-03-08T07:00Z'));
  });
});

describe('weekends', () => {
  it.each([
    ['SA', '2026-11-29T00:00Z', 'Weekend of SA: Friday and Saturday.'],
    ['GB', '2026-11-27T12:00Z', ''],
    ['IR', '2026-11-28T00:00Z', 'Weekend of IR: Friday.'],
  ])('are those of %s', (country, expected, why) => {
    const chosen = aSendTime({ skipWeekends: true }, '2026-11-27T12:00Z', reader('UTC', country));
    expect(chosen.at).toBe(at(expected));
    expect(chosen.shifts[0]?.detail.endsWith(why) ?? true).toBe(true);
    expect(chosen.shifts).toHaveLength(why ? 1 : 0);
  });

  it.each([null, 'XX'])('are Saturday and Sunday in the country %s, and the reason says why', (country) => {
    const chosen = aSendTime({ skipWeekends: true }, '2026-11-28T12:00Z', reader('UTC', country));
    expect(chosen.at).toBe(at('2026-11-30T00:00Z'));
    expect(chosen.shifts[0]?.detail).toContain('No country with a known weekend: Saturday and Sunday.');
  });

  it('are the organization’s where it sets them', () => {
    const weekendDays = { default: [4], countries: { GB: [5] } };
    const friday = aSendTime({ skipWeekends: true }, '2026-11-27T12:00Z', { weekendDays });
    expect(friday.at).toBe(at('2026-11-28T00:00Z'));
    expect(friday.shifts[0]?.detail).toContain('Weekend of GB: Friday, as set by you.');
    const unknown = aSendTime({ skipWeekends: true }, '2026-11-26T12:00Z', { weekendDays, ...reader('UTC') });
    expect(unknown.at).toBe(at('2026-11-27T00:00Z'));
  });

  it('are named rather than the hours that are closed on them', () => {
    expect(rulesOf(aSendTime({ businessHours: workWeek, skipWeekends: true }, '2026-11-28T12:00Z'))).toEqual([
      'weekend',
    ]);
    expect(rulesOf(aSendTime({ businessHours: workWeek }, '2026-11-28T12:00Z'))).toEqual(['business_hours']);
  });
});

describe('holidays', () => {
  const christmas = new Map([
    ['2026-12-25', 'Christmas Day'],
    ['2026-12-28', 'Boxing Day (substitute day)'],
  ]);

  it('are stepped over one by one, each with its name', () => {
    const chosen = aSendTime(specified, '2026-12-24T10:00Z', { holidays: christmas });
    expect(chosen.at).toBe(at('2026-12-29T09:00Z'));
    expect(rulesOf(chosen)).toEqual(['preferred_time', 'holiday', 'weekend', 'holiday']);
    expect(chosen.shifts[1]?.detail).toBe(
      '09:00 on Friday 25 December is a holiday (Christmas Day) in Europe/London: moved to Saturday 26 December 09:00.',
    );
  });

  it('mean nothing unless they are to be skipped', () => {
    const chosen = aSendTime({ preferredTime: '09:00' }, '2026-12-25T03:00Z', { holidays: christmas });
    expect(chosen.at).toBe(at('2026-12-25T09:00Z'));
  });

  it('are those of the local date', () => {
    const chosen = aSendTime({ skipHolidays: true }, '2026-12-24T18:00Z', {
      holidays: christmas,
      ...reader('Asia/Tokyo'),
    });
    expect(chosen.at).toBe(at('2026-12-25T15:00Z'));
  });
});

describe('the search', () => {
  const daysFrom = (first: string, count: number): ReadonlyMap<string, string> =>
    new Map(
      Array.from({ length: count }, (_, day) => [
        new Date(Date.parse(first) + day * 86_400_000).toISOString().slice(0, 10),
        'Festival',
      ]),
    );
  const window = { preferredTime: '09:00', skipHolidays: true };

  it('still finds an instant exactly 14 days ahead', () => {
    const chosen = aSendTime(window, '2026-11-25T09:00Z', { holidays: daysFrom('2026-11-25', 14) });
    expect(chosen).toMatchObject({ at: at('2026-12-09T09:00Z'), fellBack: false });
  });

  it('gives up after 14 days and sends at the first preferred time, with a warning', () => {
    const chosen = aSendTime(window, '2026-11-25T09:00:01Z', { holidays: daysFrom('2026-11-25', 15) });
    expect(chosen).toMatchObject({ at: at('2026-11-26T09:00Z'), fellBack: true });
    expect(rulesOf(chosen)).toEqual(['preferred_time', 'fallback']);
    expect(chosen.shifts[1]?.detail).toBe(
      'Warning: the window allows no time until Wednesday 9 December 09:00 (09:00 on Wednesday 9 December is a holiday (Festival) in Europe/London): sent on Thursday 26 November 09:00 all the same.',
    );
  });

  it.each([
    ['closed every day', { businessHours: {} }],
    ['quiet whenever it is open', { businessHours: { mon: nineToFive }, quietHours: { from: '08:00', to: '18:00' } }],
    ['open on weekends only, which it skips', { businessHours: { sat: nineToFive }, skipWeekends: true }],
  ])('falls back to the earliest instant when the window is %s', (_, contradictory) => {
    const chosen = aSendTime(contradictory, '2026-11-25T10:00Z');
    expect(chosen).toMatchObject({ at: at('2026-11-25T10:00Z'), fellBack: true });
    expect(rulesOf(chosen)).toEqual(['fallback']);
  });
});

describe('a mail that is late', () => {
  it('by less than two hours leaves at once where that is allowed', () => {
    const chosen = aSendTime(specified, '2026-11-25T09:00Z', { now: at('2026-11-25T10:30Z') });
    expect(chosen.at).toBe(at('2026-11-25T09:00Z'));
  });

  it('waits for the next turn when it would now leave out of hours', () => {
    const window = { ...specified, preferredTime: '16:30' };
    const chosen = aSendTime(window, '2026-11-25T16:30Z', { now: at('2026-11-25T17:10Z') });
    expect(chosen.at).toBe(at('2026-11-26T16:30Z'));
  });

  it('by more than two hours waits for the preferred time of tomorrow', () => {
    const chosen = aSendTime(specified, '2026-11-25T09:00Z', { now: at('2026-11-25T11:00:01Z') });
    expect(chosen.at).toBe(at('2026-11-26T09:00Z'));
    expect(chosen.shifts[0]?.from).toBe(at('2026-11-25T11:00:01Z'));
  });
});

describe('zones that do not exist', () => {
  it('count as unknown', () => {
    expect(aSendTime(specified, '2026-11-25T08:30Z', reader('Mars/Olympus', 'GB'))).toMatchObject({
      zone: 'Europe/London',
      zoneSource: 'country',
    });
  });

  it('leave UTC when nothing else is left', () => {
    const chosen = aSendTime(specified, '2026-11-25T08:30Z', { ...reader('Mars/Olympus'), fallbackZone: '+25:00' });
    expect(chosen).toMatchObject({ zone: 'UTC', zoneSource: 'utc', at: at('2026-11-25T09:00Z') });
  });
});

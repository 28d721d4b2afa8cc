import { describe, expect, it } from 'vitest';
import { Holidays, SendWindow } from '../../../src/contracts/send-window.ts';
import { windowProblems } from '../../../src/domain/schedule/window-problems.ts';

const nineToFive = [{ from: '09:00', to: '17:00' }];
const workWeek = { mon: nineToFive, tue: nineToFive, wed: nineToFive, thu: nineToFive, fri: nineToFive };
const codesOf = (window: object, ...more: [] | [Parameters<typeof windowProblems>[1]]) =>
  windowProblems(SendWindow.parse(window), ...more).map(({ code, path }) => `${code} at ${path}`);

describe('problems of a window', () => {
  it.each([
    [{}],
    [{ preferredTime: '09:00', businessHours: workWeek, skipWeekends: true, skipHolidays: true }],
    [{ preferredTime: '23:00', quietHours: { from: '00:00', to: '07:00' } }],
    [{ optimize: { enabled: true, from: '06:00', to: '18:00' }, businessHours: workWeek }],
  ])('are none in %j', (window) => {
    expect(codesOf(window)).toEqual([]);
  });

  it.each([
    [{ businessHours: {} }, 'no_allowed_minute at businessHours'],
    [{ businessHours: { mon: [] } }, 'no_allowed_minute at businessHours'],
    [
      { businessHours: { mon: nineToFive }, quietHours: { from: '09:00', to: '17:00' } },
      'no_allowed_minute at businessHours',
    ],
    [
      { businessHours: { mon: [{ from: '22:00', to: '24:00' }] }, quietHours: { from: '21:00', to: '08:00' } },
      'no_allowed_minute at businessHours',
    ],
    [{ businessHours: { sat: nineToFive, sun: nineToFive }, skipWeekends: true }, 'no_allowed_minute at businessHours'],
    [{ preferredTime: '17:00', businessHours: workWeek }, 'preferred_time_never_allowed at preferredTime'],
    [
      { preferredTime: '06:59', quietHours: { from: '22:00', to: '07:00' } },
      'preferred_time_never_allowed at preferredTime',
    ],
    [
      {
        preferredTime: '11:00',
        businessHours: { ...workWeek, mon: nineToFive, sat: [{ from: '17:00', to: '19:00' }] },
        quietHours: { from: '10:00', to: '12:00' },
      },
      'preferred_time_never_allowed at preferredTime',
    ],
    [
      { optimize: { enabled: true, from: '06:00', to: '09:00' }, businessHours: workWeek },
      'optimization_never_allowed at optimize',
    ],
    [
      { optimize: { enabled: true, from: '06:01', to: '06:16' }, quietHours: { from: '06:15', to: '07:00' } },
      'optimization_never_allowed at optimize',
    ],
  ])('of %j: %s', (window, problem) => {
    expect(codesOf(window)).toEqual([problem]);
  });

  it('count the preferred time as allowed when one weekday allows it', () => {
    const businessHours = { mon: nineToFive, tue: [{ from: '18:00', to: '20:00' }] };
    expect(codesOf({ preferredTime: '18:30', businessHours })).toEqual([]);
  });

  it('do not look at a window of optimization that is off', () => {
    expect(codesOf({ optimize: { enabled: false, from: '06:00', to: '07:00' }, businessHours: workWeek })).toEqual([]);
  });

  it('are looked for in the weekend of each country', () => {
    const window = { businessHours: { fri: nineToFive }, skipWeekends: true };
    const audience = { countries: ['GB', 'SA', 'IR'], hasHolidays: () => true };
    const problems = windowProblems(SendWindow.parse(window), audience);
    expect(problems.map(({ message }) => message)).toEqual([
      'The business hours and weekends leave no minute of the week to send at for contacts in SA. Open a weekday, or shorten what closes it.',
      'The business hours and weekends leave no minute of the week to send at for contacts in IR. Open a weekday, or shorten what closes it.',
    ]);
  });

  it('warn of countries whose holidays are not known', () => {
    const audience = { countries: ['GB', 'XX', 'XX'], hasHolidays: (country: string) => country === 'GB' };
    const problems = windowProblems(SendWindow.parse({ skipHolidays: true }), audience);
    expect(problems).toEqual([
      {
        code: 'holidays_unknown',
        severity: 'warning',
        path: 'skipHolidays',
        message:
          'No public holidays are known for XX: none is skipped there. Add its days to the holidays of the organization.',
      },
    ]);
    expect(windowProblems(SendWindow.parse({ skipWeekends: true }), audience)).toEqual([]);
  });
});

describe('holidays of an organization', () => {
  const faultsOf = (holidays: object) =>
    (Holidays.safeParse(holidays).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

  it('name countries that exist, wherever they name one', () => {
    const unknown = 'Write the two-letter ISO code of a country in capitals, for example GB.';
    expect(
      faultsOf({
        extra: [{ date: '2026-11-26', name: 'Company day', countries: ['GB', 'XX'] }],
        ignored: [{ date: '2026-12-25', country: 'PN' }, { date: '2026-12-26', country: 'EU' }, { date: '2026-12-28' }],
        weekendDays: { countries: { SA: [5, 6], ZZ: [1] } },
      }),
    ).toEqual([
      `extra.0.countries.1: ${unknown}`,
      `ignored.1.country: ${unknown}`,
      expect.stringContaining('weekendDays.countries.ZZ: '),
    ]);
  });

  it('are told the code of today for one that was common once', () => {
    expect(faultsOf({ ignored: [{ date: '2026-12-25', country: 'UK' }] })).toEqual([
      'ignored.0.country: Write GB for United Kingdom: UK is not its ISO code.',
    ]);
  });
});

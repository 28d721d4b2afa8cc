import { describe, expect, it } from 'vitest';
import { holidayCalendar } from '../../../src/adapters/holidays/holiday-calendar.ts';
import { datesOf } from '../../../src/adapters/holidays/holiday-days.ts';
import { Holidays } from '../../../src/contracts/send-window.ts';
import { holidaysOf, holidayYears } from '../../../src/domain/schedule/holidays.ts';

const hour = 3_600_000;
const span = (date: string, start: string, hours: number) => ({
  date,
  start: new Date(start),
  end: new Date(Date.parse(start) + hours * hour),
});

describe('the public holidays of a country', () => {
  const calendar = holidayCalendar();

  it('are those of the United Kingdom in 2026, the substitute day included', async () => {
    expect([...(await calendar.daysOf('GB', [2026]))]).toEqual([
      ['2026-01-01', "New Year's Day"],
      ['2026-04-03', 'Good Friday'],
      ['2026-04-06', 'Easter Monday'],
      ['2026-05-04', 'Early May bank holiday'],
      ['2026-05-25', 'Spring bank holiday'],
      ['2026-12-25', 'Christmas Day'],
      ['2026-12-26', 'Boxing Day'],
      ['2026-12-28', 'Boxing Day (substitute day)'],
    ]);
  });

  it('may last for days, and into the next year', async () => {
    const turkey = [...(await calendar.daysOf('TR', [2026])).keys()];
    expect(turkey.filter((date) => date.startsWith('2026-03'))).toEqual(['2026-03-20', '2026-03-21', '2026-03-22']);
    const eswatini = await calendar.daysOf('SZ', [2027]);
    expect(eswatini.get('2027-01-02')).toBe('Incwala Festival');
  });

  it('come for all the years asked for, and for no other', async () => {
    const years = [...(await calendar.daysOf('FR', [2026, 2027])).keys()].map((date) => date.slice(0, 4));
    expect(new Set(years)).toEqual(new Set(['2026', '2027']));
  });

  it('are none for an unknown country', async () => {
    expect((await calendar.daysOf('XX', [2026])).size).toBe(0);
    expect(await calendar.isKnownCountry('XX')).toBe(false);
    expect(await calendar.isKnownCountry('GB')).toBe(true);
  });

  it('are computed once for a country and year', async () => {
    let asked = 0;
    const { default: Library } = await import('date-holidays');
    class Counting extends Library {
      override getHolidays(...args: Parameters<InstanceType<typeof Library>['getHolidays']>) {
        asked++;
        return super.getHolidays(...args);
      }
    }
    const counted = holidayCalendar(async () => Counting);
    await Promise.all([counted.daysOf('DE', [2026]), counted.daysOf('DE', [2026])]);
    await counted.daysOf('DE', [2025, 2026]);
    expect(asked).toBe(3);
  });

  it('are asked for again after loading them failed', async () => {
    const { default: Library } = await import('date-holidays');
    let tries = 0;
    const shaky = holidayCalendar(async () => {
      tries++;
      if (tries === 1) throw new Error('no such file');
      return Library;
    });
    await expect(shaky.daysOf('GB', [2026])).rejects.toThrow('the holidays could not be loaded');
    expect((await shaky.daysOf('GB', [2026])).size).toBe(8);
  });
});

describe('the dates of a holiday', () => {
  it.each([
    ['a whole day', span('2026-12-25 00:00:00', '2026-12-25T00:00Z', 24), ['2026-12-25']],
    ['a day on which the clocks change', span('2026-03-29 00:00:00', '2026-03-29T00:00Z', 23), ['2026-03-29']],
    ['a free afternoon', span('2026-12-24 13:00:00', '2026-12-24T13:00Z', 11), []],
    ['a free half day', span('2026-05-04 12:00:00', '2026-05-04T04:00Z', 12), []],
    ['a feast from sunset on', span('2026-06-16 00:00:00 -0600', '2026-06-15T14:00Z', 24), ['2026-06-16']],
    [
      'three and three quarter days from sunset on',
      span('2026-03-20 00:00:00 -0600', '2026-03-19T15:00Z', 90),
      ['2026-03-20', '2026-03-21', '2026-03-22'],
    ],
  ])('of %s are those that it takes more than half of', (_, holiday, dates) => {
    expect(datesOf(holiday)).toEqual(dates);
  });

  it('are refused in a form that is not known', () => {
    expect(() => datesOf(span('25 December', '2026-12-25T00:00Z', 24))).toThrow('25 December');
  });
});

describe('the holidays of a contact', () => {
  const publicDays = new Map([
    ['2026-12-25', 'Christmas Day'],
    ['2026-12-26', 'Boxing Day'],
  ]);
  const settings = Holidays.parse({
    extra: [
      { date: '2026-11-26', name: 'Company day' },
      { date: '2026-11-27', name: 'British day', countries: ['GB', 'IE'] },
    ],
    ignored: [{ date: '2026-12-26', country: 'GB' }],
  });

  it('are the public ones without the ignored, and the organization’s own', () => {
    expect([...holidaysOf('GB', publicDays, settings).keys()].toSorted()).toEqual([
      '2026-11-26',
      '2026-11-27',
      '2026-12-25',
    ]);
    expect([...holidaysOf('FR', publicDays, settings).keys()].toSorted()).toEqual([
      '2026-11-26',
      '2026-12-25',
      '2026-12-26',
    ]);
  });

  it('are those for everybody when its country is not known', () => {
    expect([...holidaysOf(null, publicDays, settings).keys()]).toEqual(['2026-11-26']);
  });

  it('are ignored everywhere when no country is named', () => {
    const without = Holidays.parse({ ignored: [{ date: '2026-12-25' }] });
    expect([...holidaysOf('FR', publicDays, without).keys()]).toEqual(['2026-12-26']);
  });

  it('are needed for two years when the search may cross into the next', () => {
    expect(holidayYears('2026-12-10T00:00:00.000Z')).toEqual([2026]);
    expect(holidayYears('2026-12-20T00:00:00.000Z')).toEqual([2026, 2027]);
    expect(holidayYears('2027-01-01T10:00:00.000Z')).toEqual([2026, 2027]);
  });
});

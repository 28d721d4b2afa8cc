import { describe, expect, it } from 'vitest';
import { Holidays, SendWindow } from '../../../src/contracts/send-window.ts';

const faultsOf = (window: object): string[] =>
  (SendWindow.safeParse(window).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('a send window', () => {
  it('takes the optimization of the specification, with its defaults', () => {
    expect(SendWindow.parse({ optimize: { enabled: true } })).toEqual({
      optimize: { enabled: true, from: '06:00', to: '18:00', explore: 0.05 },
    });
  });

  it.each([
    [{ preferredTime: '9:00' }, 'preferredTime', '09:00'],
    [{ preferredTime: '24:00' }, 'preferredTime', '09:00'],
    [{ businessHours: { mon: [{ from: '17:00', to: '09:00' }] } }, 'businessHours.mon.0.to', 'two ranges'],
    [{ businessHours: { mon: [{ from: '09:00', to: '24:01' }] } }, 'businessHours.mon.0.to', '24:00'],
    [{ businessHours: { mon: Array(5).fill({ from: '09:00', to: '10:00' }) } }, 'businessHours.mon', 'at most 4'],
    [{ quietHours: { from: '22:00', to: '22:00' } }, 'quietHours.to', 'leave them out'],
    [{ optimize: { enabled: true, from: '18:00', to: '06:00' } }, 'optimize.to', 'later `to`'],
    [{ optimize: { enabled: true, explore: 0.6 } }, 'optimize.explore', '0 to 0.5'],
  ])('refuses %j at %s and names the remedy', (window, path, remedy) => {
    const faults = faultsOf(window);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${path}: .*${remedy}`));
  });

  it.each([{ preferedTime: '09:00' }, { businessHours: { monday: [] } }, { quietHours: { from: '22:00' } }])(
    'refuses %j, which has a part too many or too few',
    (window) => {
      expect(faultsOf(window)).not.toEqual([]);
    },
  );
});

describe('the holidays of an organization', () => {
  it('are empty unless said otherwise', () => {
    expect(Holidays.parse({})).toEqual({ extra: [], ignored: [] });
  });

  it.each([
    { extra: [{ date: '2026-02-30', name: 'No such day' }] },
    { extra: [{ date: '2026-02-03', name: '' }] },
    { ignored: [{ date: '2026-02-03', country: 'gb' }] },
    { weekendDays: { default: [1, 2, 3, 4, 5, 6, 7] } },
    { weekendDays: { countries: { GB: [0] } } },
  ])('refuse %j', (settings) => {
    expect(Holidays.safeParse(settings).success).toBe(false);
  });
});

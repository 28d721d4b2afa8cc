import { describe, expect, it } from 'vitest';
import { localSendInstants } from '../../../src/domain/schedule/local-send-instants.ts';
import { at } from '../../support/builders.ts';

describe('a broadcast at local time', () => {
  it('has one instant for each zone', () => {
    const sends = localSendInstants(
      '2026-11-25T09:00',
      ['Asia/Tokyo', 'America/New_York', 'Asia/Tokyo'],
      at('2026-11-20'),
    );
    expect(sends).toEqual([
      { zone: 'Asia/Tokyo', at: at('2026-11-25T00:00Z'), local: '2026-11-25T09:00', alreadyPassed: false },
      { zone: 'America/New_York', at: at('2026-11-25T14:00Z'), local: '2026-11-25T09:00', alreadyPassed: false },
    ]);
  });

  it('comes tomorrow where the time has passed today', () => {
    const sends = localSendInstants('2026-11-25T09:00', ['Asia/Tokyo', 'Europe/London'], at('2026-11-25T08:00Z'));
    expect(sends).toEqual([
      { zone: 'Asia/Tokyo', at: at('2026-11-26T00:00Z'), local: '2026-11-26T09:00', alreadyPassed: true },
      { zone: 'Europe/London', at: at('2026-11-25T09:00Z'), local: '2026-11-25T09:00', alreadyPassed: false },
    ]);
  });

  it('comes at its next turn when days have passed', () => {
    const [send] = localSendInstants('2026-03-01T09:00', ['America/New_York'], at('2026-03-10T13:00:01Z'));
    expect(send).toMatchObject({ at: at('2026-03-11T13:00Z'), alreadyPassed: true });
  });

  it('is now when it is exactly now', () => {
    const [send] = localSendInstants('2026-11-25T09:00', ['UTC'], at('2026-11-25T09:00Z'));
    expect(send).toMatchObject({ at: at('2026-11-25T09:00Z'), alreadyPassed: false });
  });

  it('moves over a gap and names the time that the clocks then show', () => {
    const [send] = localSendInstants('2026-03-08T02:30', ['America/New_York'], at('2026-03-01'));
    expect(send).toMatchObject({ at: at('2026-03-08T07:30Z'), local: '2026-03-08T03:30', alreadyPassed: false });
  });

  it.each(['2026-11-25T09:00Z', '2026-11-25T09:00+01:00', '2026-02-30T09:00', '2026-11-25', 'noon', ''])(
    'refuses %j, which is no local time',
    (text) => {
      expect(() => localSendInstants(text, ['UTC'], at('2026-11-20'))).toThrow(/write one like 2026-11-25T09:00/);
    },
  );

  it('refuses a zone that does not exist, and names it', () => {
    expect(() => localSendInstants('2026-11-25T09:00', ['Mars/Olympus'], at('2026-11-20'))).toThrow(/Mars\/Olympus/);
  });
});

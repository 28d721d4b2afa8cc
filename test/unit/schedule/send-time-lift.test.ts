import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sendTimeLift } from '../../../src/domain/schedule/send-time-lift.ts';

const arm = (sent: number, opened: number, clicked = 0) => ({ sent, opened, clicked });

describe('the lift of optimized sends', () => {
  it('has Newcombe’s interval: 56 of 70 against 48 of 80 gives 0.0524 to 0.3339', () => {
    const { opens } = sendTimeLift({ optimized: arm(70, 56), explored: arm(80, 48) });
    expect(opens.lift).toBeCloseTo(0.2, 10);
    expect(opens.low).toBeCloseTo(0.0524, 4);
    expect(opens.high).toBeCloseTo(0.3339, 4);
  });

  it('has Newcombe’s interval when nobody opened: 10 of 10 against 0 of 10 gives 0.6075 to 1', () => {
    const { opens } = sendTimeLift({ optimized: arm(10, 10), explored: arm(10, 0) });
    expect(opens.low).toBeCloseTo(0.6075, 4);
    expect(opens.high).toBeCloseTo(1, 10);
  });

  it('says what is proven', () => {
    const lift = sendTimeLift({ optimized: arm(9500, 4750, 950), explored: arm(500, 200, 50) });
    expect(lift.enough).toBe(true);
    expect(lift.sentence).toBe(
      'Mails at optimized times were opened more often than at random times (+10.0 points, 95 % interval +5.5 to +14.3) and clicked not provably more or less often than at random times (0.0 points, 95 % interval −3.0 to +2.4).',
    );
  });

  it('says that mails at optimized times do worse when they do', () => {
    const { sentence } = sendTimeLift({ optimized: arm(9500, 1900), explored: arm(500, 200) });
    expect(sentence).toContain('opened less often than at random times (−20.0 points');
  });

  it.each([
    [arm(9500, 4000), arm(99, 40)],
    [arm(99, 40), arm(9500, 4000)],
    [arm(0, 0), arm(0, 0)],
  ])('needs 100 sends on both sides: %o against %o', (optimized, explored) => {
    const lift = sendTimeLift({ optimized, explored });
    expect(lift.enough).toBe(false);
    expect(lift.sentence).toMatch(/^Not enough data: /);
  });

  it('lies in its interval, and the interval between −1 and 1, for any counts', () => {
    const counts = fc
      .integer({ min: 0, max: 5000 })
      .chain((sent) => fc.nat({ max: sent }).map((opened) => arm(sent, opened)));
    const property = fc.property(counts, counts, (optimized, explored) => {
      const { opens } = sendTimeLift({ optimized, explored });
      expect(opens.low).toBeLessThanOrEqual(opens.lift + 1e-12);
      expect(opens.high).toBeGreaterThanOrEqual(opens.lift - 1e-12);
      expect(Math.max(Math.abs(opens.low), Math.abs(opens.high))).toBeLessThanOrEqual(1 + 1e-12);
    });
    fc.assert(property);
  });
});

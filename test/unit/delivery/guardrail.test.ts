import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GuardLevel, Guardrail, Sends } from '../../../src/contracts/guardrail.ts';
import { explainFinding, judgeSends, resumeRefusal } from '../../../src/domain/delivery/guardrail.ts';
import { at } from '../../support/builders.ts';
import { randomFrom as random } from '../experiment/random.ts';

interface Rates {
  readonly bounce: number;
  readonly complaint: number;
}

const trips = (sends: Sends): boolean => ['pause', 'stop'].includes(judgeSends(sends)?.level ?? '');

/** Mails one after the other, looked at after each of their bounces and complaints; where the campaign is paused, if it is. */
function pausedAt(draw: () => number, rates: Rates, mails: number, before: Sends): Sends | undefined {
  let { sent, bounced, complained } = before;
  for (let i = 0; i < mails; i++) {
    sent += 1;
    const happened = draw();
    if (happened < rates.bounce) bounced += 1;
    else if (happened < rates.bounce + rates.complaint) complained += 1;
    else continue;
    if (trips({ sent, bounced, soft: 0, complained })) return { sent, bounced, soft: 0, complained };
  }
  return undefined;
}

const nothing: Sends = { sent: 0, bounced: 0, soft: 0, complained: 0 };
const healthy: Rates = { bounce: 0.01, complaint: 0.0002 };

describe('guardrails', () => {
  it('never pause one of a thousand healthy campaigns of 5,000 mails, looked at after every event', () => {
    const paused = Array.from({ length: 1000 }, (_, seed) => pausedAt(random(seed + 1), healthy, 5000, nothing));
    expect(paused.filter(Boolean)).toEqual([]);
  });

  it.each([
    ['bounces', { bounce: 0.1, complaint: 0 }, (sends: Sends) => sends.bounced - 0.04 * sends.sent],
    ['bounces a little above the limit', { bounce: 0.055, complaint: 0 }, (s: Sends) => s.bounced - 0.04 * s.sent],
    ['complaints', { bounce: 0, complaint: 0.01 }, (sends: Sends) => sends.complained - 0.001 * sends.sent],
    [
      'complaints a little above the limit',
      { bounce: 0, complaint: 0.003 },
      (s: Sends) => s.complained - 0.001 * s.sent,
    ],
  ])('pause a stream of %s within 50 events past the limit', (_, rates, past) => {
    for (let seed = 1; seed <= 200; seed++) {
      const found = pausedAt(random(seed), rates, 40_000, nothing);
      expect(found && past(found)).toBeLessThanOrEqual(50);
    }
  });

  it('pause a campaign that turns bad after 2,000 good mails within 50 bounces past the limit', () => {
    const good = { sent: 2000, bounced: 20, soft: 0, complained: 0 };
    for (let seed = 1; seed <= 200; seed++) {
      const found = pausedAt(random(seed), { bounce: 0.2, complaint: 0 }, 5000, good);
      expect(found && found.bounced - 0.04 * found.sent).toBeLessThanOrEqual(50);
    }
  });

  it('always pause when 50 bounces or complaints more than the limit allows came of up to 20,000 mails', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 20_000 }), fc.boolean(), (sent, bounces) => {
        const allowed = Math.ceil(sent * (bounces ? 0.04 : 0.001));
        const bad = Math.min(sent, allowed + 50);
        expect(trips({ sent, bounced: bounces ? bad : 0, soft: 0, complained: bounces ? 0 : bad })).toBe(true);
      }),
    );
  });

  it.each<[string, Sends, GuardLevel | undefined]>([
    ['nothing before 200 mails', { sent: 199, bounced: 150, soft: 0, complained: 100 }, undefined],
    ['at 200 mails', { sent: 200, bounced: 150, soft: 0, complained: 0 }, 'stop'],
    [
      'only a warning where chance may have brought the rate to the limit',
      { sent: 200, bounced: 8, soft: 0, complained: 0 },
      'warn',
    ],
    ['a warning', { sent: 1000, bounced: 32, soft: 0, complained: 0 }, 'warn'],
    ['a pause for bounces', { sent: 1000, bounced: 60, soft: 0, complained: 0 }, 'pause'],
    ['a stop for bounces', { sent: 1000, bounced: 110, soft: 0, complained: 0 }, 'stop'],
    ['a warning for complaints', { sent: 10_000, bounced: 0, soft: 0, complained: 15 }, 'warn'],
    ['a pause for complaints', { sent: 10_000, bounced: 0, soft: 0, complained: 25 }, 'pause'],
    ['a stop for complaints', { sent: 10_000, bounced: 0, soft: 0, complained: 60 }, 'stop'],
    ['one angry reader', { sent: 200, bounced: 0, soft: 0, complained: 1 }, undefined],
  ])('find %s', (_, sends, level) => {
    expect(judgeSends(sends)?.level).toBe(level);
  });

  it('report the gravest of two findings', () => {
    expect(judgeSends({ sent: 10_000, bounced: 1200, soft: 0, complained: 15 })).toMatchObject({
      level: 'stop',
      rate: 'bounce',
    });
  });

  it('only grow graver with more bad mails, and less grave with more good ones', () => {
    const rank = (sends: Sends) => [undefined, 'warn', 'pause', 'stop'].indexOf(judgeSends(sends)?.level);
    const some = fc.record({
      sent: fc.integer({ min: 200, max: 50_000 }),
      bounced: fc.integer({ min: 0, max: 200 }),
      soft: fc.integer({ min: 0, max: 200 }),
      complained: fc.integer({ min: 0, max: 200 }),
    });
    fc.assert(
      fc.property(some, fc.integer({ min: 1, max: 500 }), (sends, more) => {
        const good = { ...sends, sent: sends.sent + more };
        expect(rank(good)).toBeLessThanOrEqual(rank(sends));
        expect(rank({ ...good, bounced: sends.bounced + more })).toBeGreaterThanOrEqual(rank(good));
        expect(rank({ ...good, complained: sends.complained + more })).toBeGreaterThanOrEqual(rank(good));
      }),
    );
  });

  it('warn of soft bounces, and pause for none', () => {
    expect(judgeSends({ sent: 1000, bounced: 10, soft: 5, complained: 0 })).toBeUndefined();
    expect(judgeSends({ sent: 1000, bounced: 10, soft: 900, complained: 0 })).toMatchObject({
      level: 'warn',
      count: 910,
    });
    expect(judgeSends({ sent: 1000, bounced: 60, soft: 900, complained: 0 })).toMatchObject({
      level: 'pause',
      count: 60,
    });
  });

  it('explain themselves with the numbers, the interval, the limit and what to do', () => {
    const finding = judgeSends({ sent: 500, bounced: 30, soft: 0, complained: 0 });
    expect(finding && explainFinding(finding, 'campaign')).toBe(
      '30 of 500 mails of this campaign bounced (6 %): the true rate is most likely between 4.5 % and 8 %, above the limit of 4 %. ' +
        'The campaign was paused. Resume it with "acknowledge": true once the cause is mended. ' +
        'Take addresses out that are old, bought or never confirmed, then send to those who opened or clicked lately.',
    );
  });
});

describe('a campaign that a guardrail stopped', () => {
  const found = (level: GuardLevel, of: Guardrail['of'] = 'campaign'): Guardrail => ({
    level,
    of,
    sender: null,
    rate: 'bounce',
    count: 30,
    sent: 500,
    low: 0.045,
    high: 0.08,
    explanation: 'Too many bounces.',
    at: at('2026-11-25T09:00Z'),
  });
  const soon = at('2026-11-25T10:00Z');
  const nextWeek = at('2026-12-02T09:00Z');

  it.each<[string, Guardrail | null, boolean, string, boolean]>([
    ['runs on without a finding', null, false, soon, true],
    ['runs on after a warning', found('warn'), false, soon, true],
    ['waits until its pause is acknowledged', found('pause'), false, soon, false],
    ['runs on once it is', found('pause'), true, soon, true],
    ['never runs on after a stop', found('stop'), true, nextWeek, false],
    ['waits a week when its sender was stopped', found('stop', 'sender'), true, soon, false],
    ['runs on after that week', found('stop', 'sender'), true, nextWeek, true],
    ['but not without a word', found('stop', 'sender'), false, nextWeek, false],
  ])('%s', (_, guardrail, acknowledge, now, resumes) => {
    expect(resumeRefusal(guardrail, acknowledge, now) === undefined).toBe(resumes);
  });
});

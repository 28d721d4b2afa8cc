import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyReply } from '../../../src/domain/replies/classify.ts';
import { heldUntilBack } from '../../../src/domain/replies/hold.ts';
import { languageOf } from '../../../src/domain/replies/language.ts';
import { subjectFits } from '../../../src/domain/replies/match.ts';
import { excerptOf, ownText } from '../../../src/domain/replies/quotes.ts';
import type { ReceivedMail } from '../../../src/domain/replies/received-mail.ts';
import { returnDateOf } from '../../../src/domain/replies/return-date.ts';
import { bareSubject } from '../../../src/domain/replies/subject.ts';
import { wantsOut } from '../../../src/domain/replies/wants-out.ts';
import { advance } from '../../../src/domain/sequence/advance.ts';
import { aContact, anEmail, anEnrollment, aSequence, aWait } from '../../support/builders.ts';

const receivedAt = '2026-11-23T09:00:00.000Z';
const aMail = (over: Partial<ReceivedMail> = {}): ReceivedMail => ({
  headers: [],
  from: 'mara@one.example',
  fromName: 'Mara',
  subject: 'Re: Hello',
  text: 'Yes, please.',
  deliveryStatus: null,
  returnedHeaders: null,
  receivedAt,
  ...over,
});
const classOf = (over: Partial<ReceivedMail>) => classifyReply(aMail(over)).class;

describe('a mail', () => {
  it.each([
    ['auto-submitted', 'auto-replied', 'auto_reply'],
    ['auto-submitted', 'no', 'human'],
    ['auto-submitted', 'no (person)', 'human'],
    ['x-auto-response-suppress', 'All', 'human'],
    ['precedence', 'auto_reply', 'auto_reply'],
    ['precedence', 'list', 'human'],
    ['return-path', '<>', 'auto_reply'],
    ['return-path', '<mara@one.example>', 'human'],
    ['x-fc-machinegenerated', 'true', 'auto_reply'],
  ])('with the header %s: %s is of class %s', (name, value, expected) => {
    expect(classOf({ headers: [{ name, value }] })).toBe(expected);
  });

  it.each([
    'Automatic reply: Hello',
    'Abwesenheitsnotiz: Hallo',
    'Réponse automatique : Bonjour',
    '自動応答: こんにちは',
  ])('whose subject begins with %s is automatic, and one that answers it is not', (subject) => {
    expect(['auto_reply', 'out_of_office']).toContain(classOf({ subject }));
    expect(classOf({ subject: `Re: ${subject}` })).toBe('human');
  });

  it.each([
    ['Auto insurance for our fleet', 'Do you insure vans?'],
    ['Absence of the manual', 'The box had none.'],
    ['Automatische Ventile', 'Haben Sie welche?'],
    ['休暇の予定について', '来週お休みですか。'],
    ['Re: Hello', 'I got an automatic reply from your support, is anybody there?'],
    ['Re: Hello', 'J’ai reçu un message automatique de votre part.'],
    ['Re: Hello', 'Please do not reply to this email, call me instead.'],
    ['Out to lunch?', 'We could meet.'],
  ])('is a person’s that is headed “%s” and says “%s”', (subject, text) => {
    expect(classOf({ subject, text })).toBe('human');
  });

  it('is a person’s when it only quotes a machine', () => {
    expect(classOf({ text: 'Odd answer.\n\n> This is an automated reply.\n' })).toBe('human');
  });
});

describe('a hostile mail', () => {
  it.each([
    ['of blanks', ' '.repeat(250_000)],
    ['of dashes', `${'-'.repeat(250_000)}x`],
    ['of dates', 'bis 3.1. '.repeat(28_000)],
    ['of lines of attribution', 'On 2026 wrote\n'.repeat(18_000)],
  ])('%s is told apart all the same', (_, text) => {
    expect(['human', 'out_of_office']).toContain(classOf({ text }));
    expect(['auto_reply', 'out_of_office']).toContain(classOf({ text, subject: 'Automatic reply: x' }));
  });
});

describe('the day of return', () => {
  it.each([
    ['back on Monday 14 December', 'en', '2026-12-14'],
    ['I am out until 2027-01-03', 'en', '2027-01-03'],
    ['out until 1/2/2027', 'en', null],
    ['out from 12/20/2026 to 01/03/2027', 'en', '2027-01-03'],
    ['bis 3.1.2027 abwesend', 'de', '2027-01-03'],
    ["absent jusqu'au 3 janvier", 'fr', '2027-01-03'],
    ['absent jusqu’au 1er décembre inclus', 'fr', '2026-12-01'],
    ['I was out until 20 November', 'en', null],
    ['back on 30 February 2027', 'en', null],
    ['we are open 24/7', 'en', null],
    ['Call 555 12 34 until noon', 'en', null],
    ['I am back tomorrow', 'en', '2026-11-24'],
    ['back on Monday', 'en', '2026-11-30'],
  ] as const)('in “%s” (%s) is %s', (text, language, expected) => {
    expect(returnDateOf(text, language, receivedAt)).toBe(expected);
  });

  it('is never before the mail came, and never more than a year after it', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 80 }),
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 1, max: 12 }),
        (text, d, m) => {
          const found = returnDateOf(`${text} bis ${d}.${m}. ${text}`, 'de', receivedAt);
          if (found !== null) {
            expect(found >= '2026-11-23').toBe(true);
            expect(found <= '2027-11-24').toBe(true);
          }
        },
      ),
    );
  });
});

describe('what a person wrote', () => {
  it('keeps answers between quoted lines', () => {
    expect(ownText('> One?\nYes.\n> Two?\nNo.')).toBe('Yes.\nNo.');
  });

  it('keeps a sentence that mentions writing', () => {
    expect(ownText('As my boss wrote:\nbuy it.')).toBe('As my boss wrote:\nbuy it.');
  });

  it('is cut to 500 whole characters', () => {
    const excerpt = excerptOf('🐧'.repeat(600));
    expect([...excerpt]).toHaveLength(500);
    expect(excerpt.endsWith('…')).toBe(true);
  });

  it('is never longer than the mail, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(ownText(text).length).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});

describe('a wish for no more mail', () => {
  it.each(['unsubscribe', 'Please remove me.', 'STOP', 'Hi,\nplease take me off your list', 'Abmelden', '退订'])(
    'is the whole first line: %s',
    (own) => expect(wantsOut(own)).toBe(true),
  );

  it.each([
    'Stop by on Monday',
    'How do I unsubscribe my colleague?',
    'unsubscribe me only if it costs money',
    'Hi',
    '',
  ])('is not %s', (own) => expect(wantsOut(own)).toBe(false));
});

describe('a subject', () => {
  it.each([
    'Re: Fwd: Hello',
    'AW: Hello',
    'SV: Hello',
    '回复: Hello',
    'RE[2]: Hello',
    '[EXTERNAL] Re: Hello',
    '答复：Hello',
  ])('without the marks of answers is the same in %s', (subject) => expect(bareSubject(subject)).toBe('Hello'));

  it('fits its template with anything filled in', () => {
    expect(subjectFits('Checklist for {{company}}', 'Re: Checklist for Acme (Berlin)')).toBe(true);
    expect(subjectFits('Checklist for {{company}}', 'Re: Invoice for Acme')).toBe(false);
    expect(subjectFits('{{firstName}}', 'Re: Mara')).toBe(false);
  });
});

describe('languages', () => {
  it.each([
    ['Thank you for your email, I am out of the office', 'en'],
    ['Ich bin bis Freitag nicht im Büro', 'de'],
    ['Je suis absente jusqu’au 3 janvier', 'fr'],
    ['Здравствуйте, я в отпуске', 'ru'],
    ['我正在休假', 'zh'],
    ['休暇をいただいております', 'ja'],
    ['휴가입니다', 'ko'],
  ])('“%s” is %s', (text, expected) => {
    expect(languageOf(text)).toBe(expected);
  });
});

describe('a contact who is away', () => {
  const now = '2026-11-23T09:00:00.000Z';
  const waiting = anEnrollment(aSequence(aWait('w', null)), {
    status: 'active',
    dueAt: '2026-11-25T09:00:00.000Z',
    pending: null,
  });

  it('waits until it is back, in a new execution', () => {
    const back = '2026-12-14T08:00:00.000Z';
    expect(heldUntilBack(waiting, back, now)).toMatchObject({
      status: 'active',
      dueAt: back,
      generation: waiting.generation + 1,
    });
  });

  it('gets its next mail then where it waits for an event or something else holds it', () => {
    const back = '2026-12-14T08:00:00.000Z';
    const event = { for: 'event' as const, eventId: null, token: 't' };
    const awaits = heldUntilBack({ ...waiting, pending: event }, back, now);
    expect(awaits).toMatchObject({
      ...waiting,
      pending: event,
      awayUntil: back,
      rev: waiting.rev + 1,
      log: awaits?.log,
    });
    expect(awaits?.log.at(-1)).toMatchObject({ what: 'held', until: back });
    const paused = { ...waiting, status: 'held' as const, held: ['campaign_paused' as const] };
    expect(heldUntilBack(paused, back, now)).toMatchObject({ status: 'held', awayUntil: back, dueAt: waiting.dueAt });
    expect(heldUntilBack({ ...paused, awayUntil: back }, back, now)).toBeUndefined();
  });

  it('comes to a mail and sleeps until it is back, and then gets it', () => {
    const sequence = aSequence(anEmail('hello', null));
    const enrollment = anEnrollment(sequence, { awayUntil: '2026-12-14T08:00:00.000Z' });
    const input = { enrollment, contact: aContact(), messages: [], sequence, fallbackZone: 'UTC', endDate: null };
    const slept = advance({ ...input, now, stale: false });
    expect(slept).toMatchObject({ messages: [], next: { do: 'wait', until: '2026-12-14T08:00:00.000Z' } });
    expect(slept.enrollment.log.at(-1)?.detail).toContain('out_of_office');
    const woken = { ...input, enrollment: slept.enrollment, now: '2026-12-14T08:00:00.000Z', stale: false };
    expect(advance(woken)).toMatchObject({ messages: [{ stepId: 'hello' }], next: { do: 'done' } });
  });

  it('waits at most 30 days', () => {
    expect(heldUntilBack(waiting, '2027-03-01T08:00:00.000Z', now)?.dueAt).toBe('2026-12-23T09:00:00.000Z');
  });

  it('is left alone when the next step comes later anyway, or none comes', () => {
    expect(heldUntilBack(waiting, '2026-11-24T08:00:00.000Z', now)).toBeUndefined();
    expect(heldUntilBack({ ...waiting, status: 'exited' }, '2026-12-14T08:00:00.000Z', now)).toBeUndefined();
  });
});

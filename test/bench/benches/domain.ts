import { SendWindow } from '../../../src/contracts/send-window.ts';
import type { Sequence } from '../../../src/contracts/step.ts';
import { renderMail } from '../../../src/domain/content/compose-content.ts';
import { type MailSources, parseMailParts } from '../../../src/domain/content/mail-parts.ts';
import { render } from '../../../src/domain/content/render.ts';
import { templateData } from '../../../src/domain/content/template-data.ts';
import { compileRule } from '../../../src/domain/rules/compile.ts';
import { parseRule } from '../../../src/domain/rules/parse.ts';
import { chooseSendTime } from '../../../src/domain/schedule/choose-send-time.ts';
import { advance } from '../../../src/domain/sequence/advance.ts';
import { aCampaign, aContact, anEmail, anEnrollment, aSequence, at, aWait } from '../../support/builders.ts';
import { type Bench, figure } from '../support/figure.ts';
import { perCpuSecond } from '../support/rate.ts';

const bytes = 4096;
const paragraph =
  '<p style="margin:0 0 16px;">Hello {{default firstName "there"}}, {{#if company}}at {{company}} you{{else}}you{{/if}} can <a href="https://example.com/start">begin at once</a>. Write to {{email}} whenever you like.</p>\n';
const foot = '<p><a href="{{unsubscribeUrl}}">Unsubscribe</a> {{postalAddress}}</p>';

const sources: MailSources = {
  subject: 'Welcome, {{default firstName "friend"}}',
  previewText: 'News for {{company}}',
  html: paragraph.repeat(Math.ceil((bytes - foot.length) / paragraph.length)) + foot,
};

const data = templateData(aContact(), aCampaign(), {
  unsubscribeUrl: 'https://example.com/u/abc',
  preferencesUrl: 'https://example.com/u/abc#preferences',
  postalAddress: '1 Iceberg Street, 9410 Ushuaia',
  organization: 'Penguin Bench Company',
});

function parts() {
  const parsed = parseMailParts(sources);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}

const broadcasting = aSequence(anEmail('only', null));
const dripping = aSequence(anEmail('welcome', 'pause'), aWait('pause', 'second'), anEmail('second', null));

function advancing(sequence: Sequence, timezone: string | null): () => void {
  const input = {
    enrollment: anEnrollment(sequence),
    contact: aContact({ timezone }),
    messages: [],
    sequence,
    fallbackZone: 'UTC',
    endDate: null,
    now: at('2026-11-25T09:00:00Z'),
    stale: false,
  };
  return () => void advance(input);
}

const segmentRule =
  'contact.company_size > 100 and contact.industry in ("SaaS", "Retail") and not contact.tags contains "churned" and contact.last_activity_at within last 30 days and event("order.completed").amount >= 50';

/** Judges a different one of some contacts each time; all of them get as far as the last fact. */
function judging(): () => void {
  const parsed = parseRule(segmentRule);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const holds = compileRule(parsed.value);
  const people = Array.from({ length: 1000 }, (_, i) => ({
    contact: aContact({
      companySize: 101 + i,
      industry: i % 2 === 0 ? 'SaaS' : 'Retail',
      tags: ['newsletter', `cohort-${i % 7}`],
      lastActivityAt: at(`2026-11-${String((i % 20) + 1).padStart(2, '0')}T12:00:00Z`),
    }),
    messages: [],
    previousSendId: null,
    stickyKey: `seg_1|con_${i}`,
    now: at('2026-11-25T09:00:00Z'),
    events: [{ name: 'order.completed', at: at('2026-11-20T09:00:00Z'), properties: { amount: i % 100 } }],
    trigger: null,
  }));
  let next = 0;
  return () => {
    const facts = people[next++ % people.length];
    if (facts) holds(facts);
  };
}

const workday = [{ from: '09:00', to: '17:00' }];
const officeHours = SendWindow.parse({
  preferredTime: '09:00',
  businessHours: { mon: workday, tue: workday, wed: workday, thu: workday, fri: workday },
  quietHours: { from: '22:00', to: '07:00' },
  skipWeekends: true,
  skipHolidays: true,
});
const optimized = SendWindow.parse({ quietHours: { from: '22:00', to: '07:00' }, optimize: { enabled: true } });
const zones = ['America/New_York', 'Europe/London', 'Europe/Berlin', 'Asia/Kolkata', 'Asia/Tokyo', 'Australia/Sydney'];

/** Contacts of several zones one after the other, at noon UTC of a day of November 2026, with a full history of reading. */
function choosing(window: SendWindow, day: number): () => void {
  const noon = at(`2026-11-${day}T12:00:00Z`);
  const inputs = zones.map((timezone) => ({
    earliest: noon,
    now: noon,
    contact: { timezone, country: 'GB' },
    fallbackZone: 'UTC',
    window,
    holidays: new Map([['2026-12-25', 'Christmas Day']]),
    history: Array.from({ length: 32 }, (_, age): [number, number, number] => [30 + (age % 5), 1, 20_780 - age]),
    stickyKey: 'send_1',
  }));
  let turn = 0;
  return () => {
    const input = inputs[turn++ % inputs.length];
    if (input) chooseSendTime(input);
  };
}

/** The pure rules, by the CPU time of one thread. */
export const domain: Bench = async ({ progress }) => {
  progress('domain: advance, rules and templates');
  const mail = parts();
  const whole = renderMail(mail, data);
  if (!whole.ok) throw new Error(JSON.stringify(whole.error));
  return {
    name: 'domain',
    figures: [
      figure('advance: a mail, then the end', perCpuSecond(advancing(broadcasting, null)), '/s', { atLeast: 200_000 }),
      figure(
        'advance: a mail, then two days in the only zone of the country',
        perCpuSecond(advancing(dripping, null)),
        '/s',
        {
          atLeast: 200_000,
        },
      ),
      figure(
        'advance: a mail, then two days in the zone of the contact',
        perCpuSecond(advancing(dripping, 'Europe/Berlin')),
        '/s',
      ),
      figure('judge a contact by a compiled rule of 5 facts', perCpuSecond(judging()), 'contacts/s', {
        atLeast: 500_000,
      }),
      figure('send time: a weekday, every rule on', perCpuSecond(choosing(officeHours, 24)), '/s', { atLeast: 50_000 }),
      figure('send time: a Friday, so over the weekend', perCpuSecond(choosing(officeHours, 27)), '/s'),
      figure('send time: optimized, 32 readings', perCpuSecond(choosing(optimized, 24)), '/s', { atLeast: 50_000 }),
      figure(
        'render a template of 4 KB',
        perCpuSecond(() => void render(mail.html, data, { escape: 'html' })),
        '/s',
        { atLeast: 10_000 },
      ),
      figure(
        'a whole mail of it: subject, HTML, address checks, derived text',
        perCpuSecond(() => void renderMail(mail, data)),
        '/s',
      ),
      figure(
        'parse its sources',
        perCpuSecond(() => void parseMailParts(sources)),
        '/s',
      ),
    ],
  };
};

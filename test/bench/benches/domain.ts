import type { Sequence } from '../../../src/contracts/step.ts';
import { renderMail } from '../../../src/domain/content/compose-content.ts';
import { type MailSources, parseMailParts } from '../../../src/domain/content/mail-parts.ts';
import { render } from '../../../src/domain/content/render.ts';
import { templateData } from '../../../src/domain/content/template-data.ts';
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

/** The pure rules, by the CPU time of one thread. */
export const domain: Bench = async ({ progress }) => {
  progress('domain: advance and templates');
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

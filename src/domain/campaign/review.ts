import type { Campaign, ReviewItem } from '../../contracts/campaign.ts';
import type { Settings } from '../../contracts/resources.ts';
import type { Segment } from '../../contracts/segment.ts';
import type { Sequence, SequenceProblem } from '../../contracts/step.ts';
import type { FinishedMail } from '../deliverability/finished-mail.ts';
import type { AudienceSample } from './audience-sample.ts';
import { consent, fallbacks, oneClick, sendWindow } from './review-audience.ts';
import { mailReviews } from './review-mails.ts';
import { authentication, capacity, fromAddress, type ReviewedSender, reputation } from './review-sender.ts';
import { failed, pass, type Verdict, warn } from './verdict.ts';

export interface ReviewSubject {
  readonly campaign: Campaign;
  readonly draft: Sequence;
  readonly problems: readonly SequenceProblem[];
  readonly segment: Segment | undefined;
  readonly senders: readonly ReviewedSender[];
  readonly settings: Settings;
  /** As a made-up contact would get them. */
  readonly mails: readonly FinishedMail[];
  /** Undefined without a segment. */
  readonly sample: AudienceSample | undefined;
  readonly now: string;
}

type Check = (subject: ReviewSubject) => Verdict;

const contentCodes = /content|template|html|subject|text|link|syntax/;
const personalCodes = /variable|fallback/;

type Family = 'sequence' | 'templates' | 'personalization';
const familyOf = (problem: SequenceProblem): Family => {
  if (personalCodes.test(problem.code)) return 'personalization';
  const ofContent =
    contentCodes.test(problem.code) || /\.(?:subject|html|text|previewText|templateId)\b/.test(problem.path);
  return ofContent ? 'templates' : 'sequence';
};

/** Passes without problems of a family, warns with warnings, fails with errors; names the first and how many more there are. */
const byProblems =
  (family: Family, good: (subject: ReviewSubject) => string): Check =>
  (subject) => {
    const mine = subject.problems.filter((problem) => familyOf(problem) === family);
    const worst = mine.find((problem) => problem.severity === 'error') ?? mine[0];
    if (!worst) return pass(good(subject));
    const more = mine.length > 1 ? ` (and ${mine.length - 1} more)` : '';
    const state = worst.severity === 'error' ? 'fail' : 'warning';
    return {
      state,
      reason: `${worst.path}: ${worst.message}${more}`,
      fix: 'Mend the sequence with PUT /api/campaigns/{id}/steps.',
    };
  };

const emails = (sequence: Sequence): number => sequence.steps.filter((step) => step.kind === 'email').length;

function audience({ campaign, segment }: ReviewSubject): Verdict {
  if (campaign.campaignType === 'triggered') return triggerVerdict(campaign);
  if (!campaign.segmentId) return failed('No audience is chosen.', 'Set segmentId with PATCH /api/campaigns/{id}.');
  if (!segment) return failed('The chosen segment does not exist any more.', 'Choose another segment.');
  if (segment.type === 'dynamic') return dynamicVerdict(segment);
  if (segment.memberCount === 0 && campaign.enrollmentRules.newContacts === 'ignore')
    return failed(`The segment "${segment.name}" is empty.`, 'Import contacts into it, or choose another one.');
  return pass(`${segment.memberCount} contacts selected.`);
}

/** Who matches is only known when the launch has refreshed the members. */
function dynamicVerdict(segment: Segment): Verdict {
  if (segment.refreshedAt === null) return pass(`The members of "${segment.name}" are found at the launch.`);
  return segment.memberCount > 0
    ? pass(`${segment.memberCount} contacts matched at ${segment.refreshedAt}.`)
    : warn(
        `Nobody matched "${segment.name}" at ${segment.refreshedAt}.`,
        'Look at its rule with POST /api/segments/{id}/count.',
      );
}

function triggerVerdict({ trigger }: Campaign): Verdict {
  return trigger
    ? pass(`Contacts enter with ${trigger.event}.`)
    : failed(
        'No trigger is set.',
        'Set trigger, for example {"event": "order.completed"}, with PATCH /api/campaigns/{id}.',
      );
}

function schedule({ campaign, now }: ReviewSubject): Verdict {
  if (campaign.sendStrategy === 'scheduled' && !campaign.startDate) {
    return failed(
      'The send strategy is "scheduled", but there is no startDate.',
      'Set startDate, or choose another sendStrategy.',
    );
  }
  if (campaign.endDate && campaign.endDate <= now)
    return failed(`The campaign ended at ${campaign.endDate}.`, 'Move endDate into the future, or set it to null.');
  if (campaign.sendStrategy === 'scheduled' && campaign.startDate && campaign.startDate > now)
    return pass(`Starts at ${campaign.startDate}.`);
  return pass('Ready to launch.');
}

/** A category that readers cannot find on their preference page cannot be declined there. */
function undeclared({ campaign: { category }, settings: { categories } }: ReviewSubject): Verdict | undefined {
  if (categories.length === 0 || category === null || categories.some(({ name }) => name === category))
    return undefined;
  const known = categories.map(({ name }) => `"${name}"`).join(', ');
  return failed(
    `The category "${category}" is not one of those in your settings: ${known}.`,
    'Choose one of them with PATCH /api/campaigns/{id}, or add it with PATCH /api/settings.',
  );
}

function compliance(subject: ReviewSubject): Verdict {
  const { settings } = subject;
  if (settings.postalAddress === '')
    return failed('The law asks for a postal address in every mail.', 'Set postalAddress with PATCH /api/settings.');
  const unknown = undeclared(subject);
  if (unknown) return unknown;
  return pass('The postal address is set, and readers can decline the category.');
}

/** The pre-launch checklist of the specification, in its order, then what mailbox providers ask for; one row per item. */
const checks: readonly { readonly key: ReviewItem['key']; readonly label: string; readonly check: Check }[] = [
  { key: 'audience', label: 'Audience', check: audience },
  {
    key: 'sequence',
    label: 'Sequence',
    check: byProblems('sequence', ({ draft }) => `${emails(draft)} emails configured.`),
  },
  { key: 'templates', label: 'Templates', check: byProblems('templates', () => 'All emails have content.') },
  {
    key: 'personalization',
    label: 'Personalization',
    check: byProblems('personalization', () => 'Variables validated.'),
  },
  { key: 'schedule', label: 'Schedule', check: schedule },
  { key: 'from_address', label: 'From Address', check: fromAddress },
  { key: 'authentication', label: 'Authentication', check: authentication },
  { key: 'capacity', label: 'Capacity', check: capacity },
  { key: 'reputation', label: 'Reputation', check: reputation },
  { key: 'compliance', label: 'Compliance', check: compliance },
  { key: 'one_click', label: 'One-click unsubscribe', check: oneClick },
  { key: 'unsubscribe', label: 'Unsubscribe link', check: mailReviews.unsubscribe },
  { key: 'size', label: 'Size', check: mailReviews.size },
  { key: 'links', label: 'Links', check: mailReviews.links },
  { key: 'spam_hints', label: 'Spam hints', check: mailReviews.spam_hints },
  { key: 'inbox_line', label: 'Subject and preview', check: mailReviews.inbox_line },
  { key: 'fallbacks', label: 'Missing fields', check: fallbacks },
  { key: 'consent', label: 'Consent', check: consent },
  { key: 'send_window', label: 'Send window', check: sendWindow },
];

export const reviewOf = (subject: ReviewSubject): readonly ReviewItem[] =>
  checks.map(({ key, label, check }) => ({ key, label, ...check(subject) }));

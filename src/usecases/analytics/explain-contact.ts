import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { Enrollment, LogEntry } from '../../contracts/enrollment.ts';
import type { Message } from '../../contracts/message.ts';
import type { Sequence, Step } from '../../contracts/step.ts';
import type { Why, WhyEntry } from '../../contracts/why.ts';
import { exclusionOf } from '../../domain/campaign/exclusion.ts';
import { restatedSince } from '../../domain/machines/restated-words.ts';
import { ok } from '../../domain/result.ts';
import { describeRule } from '../../domain/rules/describe.ts';
import { project } from '../../domain/sequence/project.ts';
import { isOpen } from '../../domain/sequence/stop.ts';
import type { ReadSequence } from '../engine/published-sequence.ts';
import { readTimetable, type TimeDeps } from '../engine/send-times.ts';
import { type FactDeps, readStepFacts } from '../engine/step-facts.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { SuppressionStore } from '../ports/contact-store.ts';
import type { Clock } from '../ports/effects.ts';
import type { Journey, JourneyStore } from '../ports/journey-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';

export interface Deps extends FactDeps, TimeDeps {
  readonly campaigns: Pick<CampaignStore, 'get'>;
  readonly journeys: Pick<JourneyStore, 'load'>;
  readonly suppressions: SuppressionStore;
  readonly readSequence: ReadSequence;
  readonly clock: Clock;
}

interface Subject {
  readonly deps: Deps;
  readonly scope: TenantScope;
  readonly campaign: Campaign;
  readonly contact: Contact;
  readonly journey: Journey;
}

const rulesOf = (step: Step | undefined): string | null => {
  if (step?.kind === 'condition')
    return (step.arms ?? []).map((arm, i) => `Arm ${i + 1}: ${describeRule(arm.when)}`).join(' ') || null;
  return null;
};

function entryOf(
  log: LogEntry,
  expected: boolean,
  steps: ReadonlyMap<string, Step>,
  messages: readonly Message[],
): WhyEntry {
  const step = log.stepId ? steps.get(log.stepId) : undefined;
  const message = messages.find(({ sendId }) => sendId === log.sendId);
  return {
    at: log.at,
    stepId: log.stepId,
    stepName: step?.name ?? null,
    kind: step?.kind ?? null,
    what: log.what,
    expected,
    because:
      expected || log.what !== 'branch' ? log.detail : [log.detail, ...restatedSince(messages, log.at)].join(' '),
    rule: log.what === 'branch' ? rulesOf(step) : null,
    until: log.until,
    mail: message
      ? {
          sendId: message.sendId,
          status: expected ? 'expected' : message.status,
          reason: message.reason,
          timing: message.timing,
          variant: message.variant,
        }
      : null,
  };
}

/** What lies ahead of an open enrollment; a held one goes on from where it is once nothing holds it. */
async function ahead(subject: Subject, enrollment: Enrollment, sequence: Sequence, mine: readonly Message[]) {
  const { deps, scope, campaign, contact, journey } = subject;
  if (!isOpen(enrollment)) return { log: [], messages: [] };
  const now = deps.clock.now();
  const timetable = await readTimetable(deps, scope, { campaign, sequence, contact, messages: journey.messages, now });
  return project({
    enrollment,
    contact,
    messages: mine,
    sequence,
    fallbackZone: campaign.timezone,
    endDate: campaign.endDate,
    now,
    stale: false,
    ...(await readStepFacts(deps, scope, sequence, enrollment, journey.messages)),
    ...(timetable.planSendTime ? { planSendTime: timetable.planSendTime } : {}),
  });
}

const held: { readonly [H in Enrollment['held'][number]]: string } = {
  campaign_paused: 'the campaign is paused',
  contact_paused: 'the contact is paused',
  higher_priority: 'a campaign of higher priority has the contact',
  approval: 'an approval is missing',
  experiment: 'the test on its next mail has no outcome yet',
};

/** What else lets its next mail wait. */
const awayIn = ({ awayUntil }: Enrollment, now: string): string =>
  awayUntil !== null && awayUntil > now ? ` Its next mail waits until ${awayUntil}: out_of_office.` : '';

function standingOf({ status, held: reasons, exitReason, dueAt, completedAt, exitedAt }: Enrollment): string {
  if (status === 'held') return `Held, because ${reasons.map((reason) => held[reason]).join(' and ')}.`;
  if (status === 'completed') return `Completed at ${completedAt}.`;
  if (status === 'exited') return `Left at ${exitedAt} with the reason "${exitReason}".`;
  return dueAt ? `On its way; the next step is due at ${dueAt}.` : 'On its way.';
}

async function explain(subject: Subject, enrollment: Enrollment): Promise<Why['enrollments'][number]> {
  const { deps, scope, campaign, journey } = subject;
  const sequence = await deps.readSequence(scope, campaign.id, enrollment.version);
  const steps = new Map(sequence.steps.map((step) => [step.id, step]));
  const mine = journey.messages.filter((row) => row.campaignId === campaign.id && row.entry === enrollment.entry);
  const future = await ahead(subject, enrollment, sequence, mine);
  return {
    entry: enrollment.entry,
    version: enrollment.version,
    status: enrollment.status,
    sentence: `${standingOf(enrollment)}${isOpen(enrollment) ? awayIn(enrollment, deps.clock.now()) : ''}`,
    entries: [
      ...enrollment.log.map((log) => entryOf(log, false, steps, mine)),
      ...future.log.map((log) => entryOf(log, true, steps, future.messages)),
    ],
  };
}

const excluded: { readonly [E in NonNullable<ReturnType<typeof exclusionOf>>]: string } = {
  suppressed: 'its address is on the suppression list',
  no_consent: 'it has given no consent',
  unsubscribed: 'it has unsubscribed',
  category_opt_out: 'it has declined mails of the category of the campaign',
  customer: 'it is a customer, and the campaign leaves customers out',
  excluded_by_rule: 'it satisfies the exclusion rule of the campaign',
};

/** Why a contact is not in the campaign. */
async function absence({ deps, scope, campaign, contact, journey }: Subject): Promise<string> {
  if (!campaign.launchedAt) return 'The campaign has not begun.';
  const out = journey.holdouts.find(({ campaignId, group }) => campaignId === campaign.id && group === 'holdout');
  if (out)
    return `Held out at ${out.enteredAt}: ${campaign.holdoutPercent} % of the contacts get nothing, drawn by lot, to see what the campaign brings.`;
  const suppressed = (await deps.suppressions.suppressedAmong(scope, [contact.email], campaign.category)).size > 0;
  const reason = exclusionOf(contact, suppressed, { campaign, now: deps.clock.now() });
  if (reason) return `The contact was left out, because ${excluded[reason]}.`;
  if (campaign.campaignType === 'triggered')
    return `The contact has not entered: no ${campaign.trigger?.event ?? 'event'} that the trigger accepts came from it.`;
  if (campaign.segmentId && !contact.segments.includes(campaign.segmentId))
    return 'The contact is not in the segment of the campaign.';
  return 'The contact was not enrolled: it joined the segment after the audience was read, or is still waiting for its turn.';
}

/** Tells for every step of a campaign what happened to a contact, or will, and on which facts, times and rules. */
export const explainContact =
  (deps: Deps) =>
  async (scope: TenantScope, contactId: string, campaignId: string): Outcome<Why> => {
    const [journey, campaign] = await Promise.all([
      deps.journeys.load(scope, contactId),
      deps.campaigns.get(scope, campaignId),
    ]);
    const { contact } = journey;
    if (!contact) return notFound('contact');
    if (!campaign) return notFound('campaign');
    const subject: Subject = { deps, scope, campaign, contact, journey };
    const mine = journey.enrollments
      .filter((row) => row.campaignId === campaignId)
      .toSorted((a, b) => a.entry - b.entry);
    const enrollments = await Promise.all(mine.map((row) => explain(subject, row)));
    const sentence = enrollments.at(-1)?.sentence ?? (await absence(subject));
    return ok({ campaignId, contactId, sentence, enrollments });
  };

import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { Enrollment } from '../../contracts/enrollment.ts';
import { type Message, skipReasons } from '../../contracts/message.ts';
import { shardOf } from '../../domain/ids.ts';
import { windowsOf } from '../../domain/schedule/campaign-window.ts';
import { budgetsOf } from '../../domain/schedule/send-planner.ts';
import type { Decision } from '../../domain/sequence/advance.ts';
import { newEnrollment } from '../../domain/sequence/enroll.ts';
import { launchEntrance } from '../../domain/sequence/entrance.ts';
import { isForeseeable, unplanned } from '../../domain/sequence/first-stretch.ts';
import { inParallel } from '../in-parallel.ts';
import type { ContactStore } from '../ports/contact-store.ts';
import type { JourneyStore } from '../ports/journey-store.ts';
import type { TenantScope } from '../scope.ts';
import { isKeptOut } from './hold-out.ts';
import { decide, type MoveInput } from './move-enrollment.ts';
import type { ReadSequence } from './published-sequence.ts';
import { readTimetable, type TimeDeps } from './send-times.ts';
import { type FactDeps, readTests } from './step-facts.ts';

export interface TogetherDeps extends TimeDeps {
  readonly contacts: Pick<ContactStore, 'getMany'>;
  readonly journeys: Pick<JourneyStore, 'begin' | 'planMessages'>;
  readonly readSequence: ReadSequence;
  readonly experiments: FactDeps['experiments'];
}

interface Entering {
  readonly deps: TogetherDeps;
  readonly scope: TenantScope;
  readonly campaign: Campaign;
}

const firstEntry = 1;
const atOnce = 10;

/** The first move of a contact, as it is decided at `now` with a version of the sequence. */
async function firstMove(
  { deps, scope, campaign }: Entering,
  contact: Contact,
  version: number,
  now: string,
): Promise<MoveInput> {
  const sequence = await deps.readSequence(scope, campaign.id, version);
  const key = { tenantId: scope.tenantId, campaignId: campaign.id, contactId: contact.id, entry: firstEntry };
  const fresh = newEnrollment(key, sequence, version, shardOf(contact.id, campaign.shards), now);
  const { planSendTime } = await readTimetable(deps, scope, { campaign, sequence, contact, messages: [], now });
  return {
    campaign,
    sequence,
    enrollment: { ...fresh, generation: 1 },
    seenRev: null,
    contact,
    messages: [],
    experiments: await readTests(deps, scope, campaign.id, sequence),
    ...(planSendTime ? { planSendTime } : {}),
    now,
  };
}

/** Whether nothing that a contact has or had elsewhere bears on how it enters. */
async function entersAlone({ deps, scope, campaign }: Entering): Promise<boolean> {
  if (campaign.status !== 'active' || campaign.exclusions.inOtherCampaign !== 'allow') return false;
  if (launchEntrance(campaign).memberOf !== undefined) return false;
  if (budgetsOf(campaign, await deps.settings.get(scope)).length > 0) return false;
  const sequence = await deps.readSequence(scope, campaign.id, campaign.version);
  return windowsOf(campaign, sequence).every((window) => !window.optimize?.enabled);
}

/**
 * Lets contacts of a launch in, many rows with a call instead of a transaction each, where their first stretch asks no rule and acts on
 * nothing (ADR 14). Answers with what was decided for those who are in now; all others are left to be enrolled one by one.
 */
export async function enrolTogether(
  entering: Entering,
  contactIds: readonly string[],
  now: string,
): Promise<readonly Decision[]> {
  if (!(await entersAlone(entering))) return [];
  const { deps, scope, campaign } = entering;
  const contacts = await deps.contacts.getMany(
    scope,
    contactIds.filter((id) => !isKeptOut(campaign, id)),
  );
  const decisions = await inParallel(contacts, atOnce, async (contact) => {
    const decision = decide(await firstMove(entering, contact, campaign.version, now));
    return isForeseeable(decision, contact) ? [decision] : [];
  });
  const begun = await deps.journeys.begin(decisions.flat());
  return decisions.flat().filter(({ enrollment }) => begun.has(enrollment.contactId));
}

/**
 * Planned mails of an enrollment whose rows an attempt did not come to write: decided again as they were then. The mails of one that was
 * stopped meanwhile carry the reason, for which the sender skips them.
 */
export async function missingMails(
  entering: Entering,
  contact: Contact,
  enrollment: Enrollment,
  existing: readonly Message[],
): Promise<readonly Message[]> {
  const missing = unplanned(enrollment, existing);
  if (missing.size === 0) return [];
  const decision = decide(await firstMove(entering, contact, enrollment.version, enrollment.enrolledAt));
  const reason = skipReasons.find((known) => known === enrollment.exitReason) ?? null;
  return decision.messages.filter(({ sendId }) => missing.has(sendId)).map((message) => ({ ...message, reason }));
}

import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type EnrolmentWork,
  type JobName,
  type OutboxWork,
  PlanWork,
  type StepInput,
  type StepOutcome,
} from '../../../src/contracts/work.ts';
import type { TrackingEvent } from '../../../src/domain/analytics/tracking-event.ts';
import { emptySegment } from '../../../src/usecases/audience/empty-segment.ts';
import { followMembership } from '../../../src/usecases/audience/follow-membership.ts';
import { refreshSegment } from '../../../src/usecases/audience/refresh-segment.ts';
import { startRefresh } from '../../../src/usecases/audience/start-refresh.ts';
import { cachedCampaigns, senderCacheMs } from '../../../src/usecases/cached-stores.ts';
import { decayScores } from '../../../src/usecases/contacts/decay-scores.ts';
import { mailComposer } from '../../../src/usecases/delivery/compose-mail.ts';
import { type Settled, sendMail } from '../../../src/usecases/delivery/send-mail.ts';
import { senderReads } from '../../../src/usecases/delivery/sender-reads.ts';
import { beginLaunch } from '../../../src/usecases/engine/begin-launch.ts';
import { beginZone } from '../../../src/usecases/engine/begin-zone.ts';
import { closeCampaign } from '../../../src/usecases/engine/close-campaign.ts';
import { enrolBatch } from '../../../src/usecases/engine/enrol-batch.ts';
import { migrateEnrollments } from '../../../src/usecases/engine/migrate-enrollments.ts';
import { planAudience } from '../../../src/usecases/engine/plan-audience.ts';
import { publishedSequences } from '../../../src/usecases/engine/published-sequence.ts';
import { recountBooks } from '../../../src/usecases/engine/recount-books.ts';
import { resumeEnrollments } from '../../../src/usecases/engine/resume-enrollments.ts';
import { runStep } from '../../../src/usecases/engine/run-step.ts';
import { beginTestsOf } from '../../../src/usecases/experiments/begin-tests.ts';
import { releaseContacts, releasePage } from '../../../src/usecases/experiments/release.ts';
import { completeCampaign } from '../../../src/usecases/jobs/complete-campaign.ts';
import { recountCampaign } from '../../../src/usecases/jobs/recount-campaign.ts';
import { sweepCampaign } from '../../../src/usecases/jobs/sweep-campaign.ts';
import { recordEvents } from '../../../src/usecases/tracking/record-events.ts';
import { fromCampaign, nothingHeld } from '../../support/senders.ts';
import type { Stage } from './stage.ts';

const jobs = {
  sweep_campaigns: sweepCampaign,
  complete_campaigns: completeCampaign,
  recount_books: recountCampaign,
} as const satisfies Partial<Record<JobName, unknown>>;

/** One container of each worker, with caches of its own. */
export interface Workers {
  plan(work: PlanWork): Promise<void>;
  enrol(work: EnrolmentWork): Promise<void>;
  send(work: OutboxWork): Promise<Settled>;
  step(input: StepInput): Promise<StepOutcome>;
  record(events: readonly TrackingEvent[]): Promise<readonly TrackingEvent[]>;
  job(name: keyof typeof jobs, campaignId: string): Promise<void>;
}

/** The sender lives at most this long between its reading of the campaign and its claim (see `pauseDrainMs`). */
export interface SenderLimits {
  readonly readToClaimMs: number;
}

function senderOf(stage: Stage, limits: SenderLimits | undefined): (work: OutboxWork) => Promise<Settled> {
  const { common, clock, gate } = stage;
  const cached = cachedCampaigns(common.campaigns, senderCacheMs, () => clock.ms);
  const delivery = new AsyncLocalStorage<{ over: () => void }>();
  const claimIsOver = (): void => delivery.getStore()?.over();
  const settle = sendMail({
    ...common,
    campaigns: {
      get: (scope, id) => {
        claimIsOver();
        const mine = delivery.getStore();
        if (limits && mine) mine.over = clock.endsWithin(limits.readToClaimMs);
        return cached.get(scope, id);
      },
    },
    currentCampaigns: common.campaigns,
    reads: senderReads(common),
    turns: {
      turn: () => {
        claimIsOver();
        return gate.pass('turn', async () => ({ granted: true }));
      },
      hold: async () => ({ granted: false, retryAfterSeconds: 900 }),
    },
    mailer: stage.outside.mailer,
    ledger: {
      ...common.ledger,
      claim: (scope, request) => common.ledger.claim(scope, request).finally(claimIsOver),
    },
    sender: fromCampaign,
    holds: nothingHeld,
    lateMail: async () => undefined,
    compose: mailComposer({
      readSequence: publishedSequences(common.campaigns),
      events: stage.stores.events,
      settings: common.settings,
      tokens: common.tokens,
      addresses: { localPart: async () => 'r-1' },
      publicUrl: 'https://mail.example',
      replyDomain: null,
    }),
    random: () => 0.5,
  });
  return (work) => delivery.run({ over: () => {} }, () => settle(work).finally(claimIsOver));
}

export function workersOf(stage: Stage, limits?: SenderLimits): Workers {
  const { common, clock } = stage;
  const recentCampaigns = cachedCampaigns(common.campaigns, 1_000, () => clock.ms);
  const record = recordEvents({ ...common, campaigns: recentCampaigns });
  const deps = { ...common, record };
  const plan = (work: PlanWork): Promise<void> => {
    switch (work.kind) {
      case 'launch':
        return beginLaunch(deps)(work);
      case 'plan':
        return planAudience(deps)(work);
      case 'resume':
        return resumeEnrollments(deps)(work);
      case 'zone':
        return beginZone(deps)(work);
      case 'migrate':
        return migrateEnrollments(deps)(work);
      case 'begin_tests':
        return beginTestsOf(deps)(work);
      case 'release':
        return releasePage(deps)(work);
      case 'close':
        return closeCampaign(deps)(work);
      case 'recount':
        return recountBooks(deps)(work);
      case 'refresh':
        return refreshSegment(deps)(work);
      case 'start_refresh':
        return startRefresh(deps)(work);
      case 'empty_segment':
        return emptySegment(deps)(work);
      case 'decay':
        return decayScores(deps)(work);
    }
  };
  const enrol = enrolBatch(common);
  const follow = followMembership(common);
  const release = releaseContacts(common);
  return {
    plan: (work) => plan(PlanWork.parse(work)),
    enrol: (work) => {
      if ('chunk' in work) return enrol(work);
      return 'waiting' in work ? release(work) : follow(work);
    },
    send: senderOf(stage, limits),
    step: runStep({ ...common, recentCampaigns }),
    record,
    job: async (name, campaignId) => {
      const campaign = await common.campaigns.get(stage.scope, campaignId);
      const { statuses, run } = jobs[name];
      if (campaign && (statuses as readonly string[]).includes(campaign.status))
        await run(common, stage.scope, campaign);
    },
  };
}

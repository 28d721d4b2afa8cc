import type { Campaign, Review, ReviewItem } from '../../contracts/campaign.ts';
import type { Settings } from '../../contracts/resources.ts';
import type { Segment } from '../../contracts/segment.ts';
import type { Sequence } from '../../contracts/step.ts';
import { type ReviewSubject, reviewOf } from '../../domain/campaign/review.ts';
import type { ReviewedSender } from '../../domain/campaign/review-sender.ts';
import { testPower } from '../../domain/campaign/test-power.ts';
import type { FinishedMail } from '../../domain/deliverability/finished-mail.ts';
import { ok } from '../../domain/result.ts';
import { dayOf } from '../../domain/schedule/local-time.ts';
import { sendersOf } from '../delivery/campaign-senders.ts';
import { type SendsDeps, senderSends } from '../delivery/read-sends.ts';
import type { CompileBlocks } from '../ports/blocks-compiler.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock } from '../ports/effects.ts';
import type { SenderStore, SettingsStore } from '../ports/resource-stores.ts';
import type { SegmentStore } from '../ports/segment-store.ts';
import type { SenderQuota } from '../ports/sender-quota.ts';
import type { TemplateStore } from '../ports/shelf-store.ts';
import { notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import type { DraftMails } from './finished-mails.ts';
import { judgePrepared, prepareSequence } from './judge-sequence.ts';
import { type SampleDeps, sampleAudience } from './sample-audience.ts';

export interface ReviewDeps extends SampleDeps, Pick<SendsDeps, 'sendingDays'> {
  readonly quota: Pick<SenderQuota, 'used'>;
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft'>;
  readonly segments: Pick<SegmentStore, 'get' | 'list' | 'members'>;
  readonly senders: Pick<SenderStore, 'get' | 'findByEmail'>;
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly templates: Pick<TemplateStore, 'get'>;
  readonly compileBlocks: CompileBlocks;
  readonly finishedMails: (mails: DraftMails) => Promise<readonly FinishedMail[]>;
  readonly clock: Clock;
}

export interface Reviewed {
  readonly review: Review;
  readonly campaign: Campaign;
  readonly draft: Sequence;
  readonly segment: Segment | undefined;
}

type Subject = Omit<ReviewSubject, 'campaign' | 'now'>;

async function reviewedSenders(
  deps: ReviewDeps,
  scope: TenantScope,
  campaign: Campaign,
  { timezone }: Settings,
): Promise<readonly ReviewedSender[]> {
  const now = deps.clock.now();
  const senders = await sendersOf(deps.senders, scope, campaign);
  return Promise.all(
    senders.map(async ({ sender }) => ({
      sender,
      sends: await senderSends(deps, scope, sender.email, campaign, now),
      usedToday: await deps.quota.used(scope, sender.email, dayOf(now, timezone)),
    })),
  );
}

async function readSubject(deps: ReviewDeps, scope: TenantScope, campaign: Campaign): Promise<Subject> {
  const [draft, segment, settings] = await Promise.all([
    deps.campaigns.getDraft(scope, campaign.id),
    campaign.segmentId ? deps.segments.get(scope, campaign.segmentId) : undefined,
    deps.settings.get(scope),
  ]);
  const prepared = await prepareSequence(scope, draft, deps);
  const { sequence } = prepared.resolved;
  const { origins } = prepared.spread;
  const [problems, sample, senders, mails] = await Promise.all([
    judgePrepared(scope, prepared, deps, campaign),
    sampleAudience(deps, scope, segment, sequence),
    reviewedSenders(deps, scope, campaign, settings),
    deps.finishedMails({ draft, flat: sequence, origins, campaign, settings }),
  ]);
  const power = testPower(draft, segment?.memberCount ?? 0);
  return {
    draft,
    segment,
    senders,
    settings,
    sample,
    mails,
    problems: [...problems, ...power],
  };
}

/** The checklist of a campaign, with what it was judged by, for the launch that follows. */
export async function reviewForLaunch(deps: ReviewDeps, scope: TenantScope, campaign: Campaign): Promise<Reviewed> {
  const subject = await readSubject(deps, scope, campaign);
  const items = reviewOf({ campaign, ...subject, now: deps.clock.now() });
  const ready = items.every((item: ReviewItem) => item.state !== 'fail');
  return {
    review: { ready, items: [...items], problems: [...subject.problems] },
    campaign,
    draft: subject.draft,
    segment: subject.segment,
  };
}

export const reviewCampaign =
  (deps: ReviewDeps) =>
  async (scope: TenantScope, id: string): Outcome<Review> => {
    const campaign = await deps.campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    return ok((await reviewForLaunch(deps, scope, campaign)).review);
  };

import type { Campaign } from '../../contracts/campaign.ts';
import type { HoldoutGroup, HoldoutReport } from '../../contracts/holdout.ts';
import { type Mills, revenueOf } from '../analytics/mills.ts';
import { type Difference, difference, points, shareOf } from '../analytics/newcombe.ts';

export interface GroupFigures {
  readonly people: number;
  readonly goals: number;
  readonly mills: Mills;
}

const leastPeople = 100;

const shownGroup = ({ people, goals, mills }: GroupFigures): HoldoutReport['campaign'] => ({
  people,
  goals,
  rate: shareOf(goals, people).rate,
  revenue: revenueOf(mills),
  revenuePerPerson: revenueOf(mills, people),
});

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function verdict({ low, high }: Difference): string {
  if (low > 0) return 'The campaign brings more than nothing.';
  return high < 0 ? 'The campaign does harm.' : 'The difference may be chance.';
}

type Subject = Pick<Campaign, 'goal' | 'holdoutPercent'>;

function sentenceOf(
  { goal, holdoutPercent }: Subject,
  { campaign, holdout, lift }: Pick<HoldoutReport, 'campaign' | 'holdout'> & { readonly lift: Difference },
): string {
  if (holdoutPercent === 0) return 'Nobody was held out: set holdoutPercent before the launch.';
  if (!goal) return 'The campaign has no goal: set one before the launch to compare the two groups.';
  if (Math.min(campaign.people, holdout.people) < leastPeople)
    return `Not enough data: ${campaign.people} people in the campaign and ${holdout.people} held out; the comparison needs ${leastPeople} of each.`;
  const rates = `${percent(campaign.rate)} of ${campaign.people} people in the campaign reached the goal, and ${percent(holdout.rate)} of ${holdout.people} who were held out`;
  return `${rates}: ${points(lift.lift)} points (95 % interval ${points(lift.low)} to ${points(lift.high)}). ${verdict(lift)}`;
}

/** What a campaign brings: the goal rate of those who entered it against that of those who were held out. */
export function holdoutReport(
  subject: Subject,
  figures: { readonly [G in HoldoutGroup]: GroupFigures },
): HoldoutReport {
  const campaign = shownGroup(figures.campaign);
  const holdout = shownGroup(figures.holdout);
  const lift = difference(
    shareOf(figures.campaign.goals, figures.campaign.people),
    shareOf(figures.holdout.goals, figures.holdout.people),
  );
  return {
    holdoutPercent: subject.holdoutPercent,
    goal: subject.goal?.event ?? null,
    windowDays: subject.goal?.windowDays ?? null,
    campaign,
    holdout,
    enough: subject.goal !== null && Math.min(campaign.people, holdout.people) >= leastPeople,
    lift: { points: lift.lift, low: lift.low, high: lift.high },
    sentence: sentenceOf(subject, { campaign, holdout, lift }),
  };
}

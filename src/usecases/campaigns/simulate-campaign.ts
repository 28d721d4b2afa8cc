import type { Campaign } from '../../contracts/campaign.ts';
import type { Segment } from '../../contracts/segment.ts';
import { maxSimulated, type Simulation, type SimulationRequest } from '../../contracts/simulation.ts';
import type { Sequence } from '../../contracts/step.ts';
import { ok } from '../../domain/result.ts';
import { skipsHolidays } from '../../domain/schedule/send-planner.ts';
import { asksOf } from '../../domain/sequence/asks.ts';
import { longestPathDays } from '../../domain/sequence/longest-path.ts';
import { problems } from '../../domain/sequence/problems.ts';
import { reportOf } from '../../domain/simulation/report.ts';
import { simulatePage, simulationOf } from '../../domain/simulation/simulate.ts';
import { newTally, type Tally } from '../../domain/simulation/tally.ts';
import type { SimulationSetup, Subject } from '../../domain/simulation/walk-contact.ts';
import type { CampaignStore } from '../ports/campaign-store.ts';
import type { Clock } from '../ports/effects.ts';
import type { HolidayCalendar } from '../ports/holiday-calendar.ts';
import type { SettingsStore } from '../ports/resource-stores.ts';
import { invalid, notFound, type Outcome } from '../problems.ts';
import type { TenantScope } from '../scope.ts';
import { type AudienceDeps, readAudience, type Wanted } from './simulation-audience.ts';
import { assumedRates, type RatesDeps } from './simulation-rates.ts';
import { faultsOf } from './steps.ts';

export interface Deps extends AudienceDeps, RatesDeps {
  readonly campaigns: Pick<CampaignStore, 'get' | 'getDraft' | 'list'>;
  readonly settings: Pick<SettingsStore, 'get'>;
  readonly holidays: HolidayCalendar;
  readonly clock: Clock;
}

/** A request is answered within 29 seconds. */
const budgetMs = 18_000;
const yearMs = 365 * 86_400_000;
/** Waits for windows and limits on mails come on top of those of the steps. */
const slackDays = 60;

async function readLists({ segments }: Deps, scope: TenantScope, sequence: Sequence): Promise<Map<string, Segment>> {
  const found = await Promise.all(asksOf(sequence).lists.map((id) => segments.get(scope, id)));
  return new Map(found.flatMap((segment) => (segment?.type === 'static' ? [[segment.id, segment]] : [])));
}

/** The years that the campaign may run in, from its start. */
function yearsFrom(startAt: string, sequence: Sequence): readonly number[] {
  const start = Date.parse(startAt);
  const first = new Date(start).getUTCFullYear();
  const length = (longestPathDays(sequence) + slackDays) * 86_400_000;
  const last = new Date(start + Math.min(length, 2 * yearMs)).getUTCFullYear();
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

type Holidays = Map<string, ReadonlyMap<string, string>>;

/** Reads the holidays of the countries that a page brings and that were not met before. */
function holidayReader({ holidays }: Deps, campaign: Campaign, sequence: Sequence, startAt: string) {
  const known: Holidays = new Map();
  const years = yearsFrom(startAt, sequence);
  const learn = async (subjects: readonly Subject[]): Promise<void> => {
    if (!skipsHolidays(campaign, sequence)) return;
    const countries = new Set(subjects.flatMap(({ contact }) => contact.country ?? []));
    for (const country of countries) if (!known.has(country)) known.set(country, await holidays.daysOf(country, years));
  };
  return { known, learn };
}

interface Walked {
  readonly tally: Tally;
  readonly members: number;
  readonly outOfTime: boolean;
}

async function walkAudience(
  deps: Deps,
  wanted: Wanted,
  setup: SimulationSetup,
  learn: (subjects: readonly Subject[]) => Promise<void>,
): Promise<Walked> {
  const deadline = Date.parse(deps.clock.now()) + budgetMs;
  const tally = newTally();
  let members = 0;
  for await (const page of readAudience(deps, wanted)) {
    await learn(page.subjects);
    simulatePage(setup, page.subjects, tally);
    members = page.members;
    if (Date.parse(deps.clock.now()) > deadline) return { tally, members, outOfTime: true };
  }
  return { tally, members, outOfTime: false };
}

const outOfTimeWarning = (members: number): string =>
  `Time ran out after the first ${members} members, who joined before the others: ask for a smaller sample to draw from all.`;

async function simulate(
  deps: Deps,
  scope: TenantScope,
  campaign: Campaign,
  sequence: Sequence,
  request: SimulationRequest,
): Promise<Simulation> {
  const startAt = request.startAt ?? deps.clock.now();
  const seed = request.seed ?? campaign.id;
  const { rates, ratesFrom } = request.rates
    ? { rates: request.rates, ratesFrom: 'request' as const }
    : await assumedRates(deps, scope, campaign);
  const settings = await deps.settings.get(scope);
  const holidays = holidayReader(deps, campaign, sequence, startAt);
  const lists = await readLists(deps, scope, sequence);
  const setup = simulationOf({
    campaign,
    sequence,
    settings,
    startAt,
    rates,
    seed,
    lists,
    holidays: holidays.known,
  });
  const segment = campaign.segmentId ? await deps.segments.get(scope, campaign.segmentId) : undefined;
  if (!segment) return reportOf(setup, newTally(), { members: 0, ratesFrom, warnings: ['There is no segment.'] });
  const share = Math.min(100, (100 * (request.sample ?? maxSimulated)) / Math.max(1, segment.memberCount));
  const wanted = { scope, campaign, sequence, settings, segment, share, seed };
  const { tally, members, outOfTime } = await walkAudience(deps, wanted, setup, holidays.learn);
  const warnings = outOfTime ? [outOfTimeWarning(members)] : [];
  return reportOf(setup, tally, { members: outOfTime ? segment.memberCount : members, ratesFrom, warnings });
}

/**
 * What launching the draft would do, without sending: every contact of the audience, or a random sample of a large one, is walked with the
 * engine's own rules on a virtual clock.
 */
export const simulateCampaign =
  (deps: Deps) =>
  async (scope: TenantScope, id: string, request: SimulationRequest): Outcome<Simulation> => {
    const campaign = await deps.campaigns.get(scope, id);
    if (!campaign) return notFound('campaign');
    const sequence = await deps.campaigns.getDraft(scope, id);
    const faults = faultsOf(problems(sequence, campaign.campaignType === 'triggered'));
    if (faults.length > 0) return invalid('The sequence cannot be simulated: mend every fault.', faults);
    return ok(await simulate(deps, scope, campaign, sequence, request));
  };

import { holidayCalendar } from '../src/adapters/holidays/holiday-calendar.ts';
import { EnrollmentRules } from '../src/contracts/audience-rules.ts';
import type { Campaign } from '../src/contracts/campaign.ts';
import type { Contact } from '../src/contracts/contact.ts';
import type { Settings } from '../src/contracts/resources.ts';
import type { Simulation, SimulationRequest } from '../src/contracts/simulation.ts';
import { SimulationRates } from '../src/contracts/simulation.ts';
import { skipsHolidays } from '../src/domain/schedule/send-planner.ts';
import { reportOf } from '../src/domain/simulation/report.ts';
import { simulatePage, simulationOf } from '../src/domain/simulation/simulate.ts';
import { newTally } from '../src/domain/simulation/tally.ts';
import { freshCampaign } from '../src/usecases/campaigns/create-campaign.ts';
import { sequenceOf, settingsOf } from './file/check.ts';
import type { CampaignFile } from './file/schema.ts';

/** Whom a file is simulated with. */
export interface FileAudience {
  readonly pages: AsyncIterable<readonly Contact[]> | Iterable<readonly Contact[]>;
  /** Contacts in all; undefined where the pages are all of them. */
  readonly members: number | undefined;
  readonly settings: Settings;
  readonly warnings: readonly string[];
}

const asCampaign = (file: CampaignFile, now: string): Campaign => ({
  ...settingsOf(file),
  enrollmentRules: EnrollmentRules.parse(file.enrollmentRules),
  ...freshCampaign(file.id ?? '', { tenantId: '', principal: '' }, now),
  fromTemplate: null,
});

const yearsAfter = (startAt: string): readonly number[] => {
  const first = new Date(startAt).getUTCFullYear();
  return [first, first + 1, first + 2];
};

/** Simulates a campaign that need not be on a server yet. What its contacts get from other campaigns is not known. */
export async function simulateFile(
  file: CampaignFile,
  audience: FileAudience,
  request: SimulationRequest,
  now: string,
): Promise<Simulation> {
  const campaign = asCampaign(file, now);
  const sequence = sequenceOf(file);
  const startAt = request.startAt ?? now;
  const holidays = new Map<string, ReadonlyMap<string, string>>();
  const calendar = holidayCalendar();
  const setup = simulationOf({
    campaign,
    sequence,
    settings: audience.settings,
    startAt,
    rates: request.rates ?? SimulationRates.parse({}),
    seed: request.seed ?? campaign.id,
    lists: new Map(),
    holidays,
  });
  const tally = newTally();
  for await (const contacts of audience.pages) {
    if (skipsHolidays(campaign, sequence))
      for (const country of new Set(contacts.flatMap((contact) => contact.country ?? [])))
        if (!holidays.has(country)) holidays.set(country, await calendar.daysOf(country, yearsAfter(startAt)));
    const subjects = contacts.map((contact) => ({ contact, suppressed: false }));
    simulatePage(setup, subjects, tally);
  }
  const ratesFrom = request.rates ? 'request' : 'none';
  const members = audience.members ?? tally.simulated;
  return reportOf(setup, tally, { members, ratesFrom, warnings: audience.warnings });
}

import type { Campaign } from '../../contracts/campaign.ts';
import type { Contact } from '../../contracts/contact.ts';
import type { Settings } from '../../contracts/resources.ts';
import type { Segment } from '../../contracts/segment.ts';
import type { SimulationRates } from '../../contracts/simulation.ts';
import type { Sequence } from '../../contracts/step.ts';
import { zoneOf } from '../schedule/contact-zone.ts';
import { holidaysOf } from '../schedule/holidays.ts';
import { localSendInstants } from '../schedule/local-send-instants.ts';
import { withTriggerSteps } from '../sequence/trigger-steps.ts';
import { addTo, type Tally } from './tally.ts';
import { type SimulationSetup, type Subject, walkContact } from './walk-contact.ts';

export interface SimulationInput {
  readonly campaign: Campaign;
  /** As its author wrote it. */
  readonly sequence: Sequence;
  readonly settings: Settings;
  readonly startAt: string;
  readonly rates: SimulationRates;
  readonly seed: string;
  readonly lists: ReadonlyMap<string, Segment>;
  /** Public holidays by country and local date; only where `skipsHolidays`. May grow while contacts are walked. */
  readonly holidays: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

const noDays: ReadonlyMap<string, string> = new Map();

function remembered<K, V>(find: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const value = known.get(key) ?? find(key);
    known.set(key, value);
    return value;
  };
}

function beginning(campaign: Campaign, startAt: string): (contact: Contact) => string {
  const { startLocal, timezone } = campaign;
  if (startLocal === null) return () => startAt;
  const inZone = remembered((zone: string) => localSendInstants(startLocal, [zone], startAt)[0]?.at ?? startAt);
  return (contact) => inZone(zoneOf(contact, timezone).zone);
}

/** Makes ready what all contacts of a simulation share. */
export function simulationOf(input: SimulationInput): SimulationSetup {
  const { campaign, settings, holidays } = input;
  return {
    ...input,
    sequence: withTriggerSteps(input.sequence, campaign.trigger),
    holidaysOf: remembered((country: string | null) =>
      holidaysOf(country, holidays.get(country ?? '') ?? noDays, settings.holidays),
    ),
    beginOf: beginning(campaign, input.startAt),
  };
}

/** Walks a page of contacts and adds what becomes of them to the sums. */
export function simulatePage(setup: SimulationSetup, contacts: Iterable<Subject>, tally: Tally): void {
  for (const subject of contacts) addTo(tally, setup, subject, walkContact(setup, subject));
}

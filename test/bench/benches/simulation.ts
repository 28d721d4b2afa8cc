import type { Contact } from '../../../src/contracts/contact.ts';
import { newSettings } from '../../../src/contracts/resources.ts';
import { SendWindow } from '../../../src/contracts/send-window.ts';
import { simulatePage, simulationOf } from '../../../src/domain/simulation/simulate.ts';
import { newTally } from '../../../src/domain/simulation/tally.ts';
import type { Subject } from '../../../src/domain/simulation/walk-contact.ts';
import { aCampaign, aContact, anEmail, aSequence, at, aWait } from '../../support/builders.ts';
import { type Bench, figure } from '../support/figure.ts';

const zones = ['America/New_York', 'Europe/London', 'Europe/Berlin', 'Asia/Kolkata', 'Asia/Tokyo', 'Australia/Sydney'];

/** Five mails with waits between them, and a condition on the way: ten steps. */
const tenSteps = aSequence(
  anEmail('mail_1', 'wait_1'),
  aWait('wait_1', 'mail_2'),
  anEmail('mail_2', 'wait_2'),
  aWait('wait_2', 'opened'),
  {
    id: 'opened',
    kind: 'condition',
    arms: [{ when: { engagement: { email: 'previous', event: 'opened' } }, next: 'mail_3' }],
    else: 'wait_3',
  },
  aWait('wait_3', 'mail_3', 1),
  anEmail('mail_3', 'wait_4'),
  aWait('wait_4', 'mail_4', 3),
  anEmail('mail_4', 'mail_5'),
  anEmail('mail_5', null),
);

const settings = newSettings({ organization: 'Bench', postalAddress: 'Ushuaia', timezone: 'UTC' }, 1);
const officeHours = SendWindow.parse({
  preferredTime: '09:00',
  quietHours: { from: '22:00', to: '07:00' },
  skipWeekends: true,
});

function* people(size: number): Generator<Subject> {
  const someone: Contact = aContact();
  for (let i = 0; i < size; i++)
    yield {
      contact: { ...someone, id: `con_${i}`, timezone: zones[i % zones.length] ?? null },
      suppressed: false,
    };
}

const cpuSeconds = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
};

/** CPU seconds to simulate an audience, and the mails it would get. */
function simulating(size: number, sendWindow: SendWindow | null): { readonly seconds: number; readonly mails: number } {
  const setup = simulationOf({
    campaign: aCampaign({ sendWindow }),
    sequence: tenSteps,
    settings,
    startAt: at('2026-11-25T09:00:00Z'),
    rates: { open: 40, click: 8, reply: 1, bounce: 1, unsubscribe: 0.3 },
    seed: 'bench',
    lists: new Map(),
    holidays: new Map(),
  });
  const tally = newTally();
  const began = cpuSeconds();
  simulatePage(setup, people(size), tally);
  const seconds = cpuSeconds() - began;
  return { seconds, mails: [...tally.mailsByStep.values()].reduce((sum, n) => sum + n, 0) };
}

/** A launch that is only simulated. */
export const simulation: Bench = async ({ quick }) => {
  const size = quick ? 10_000 : 100_000;
  const plain = simulating(size, null);
  const windowed = simulating(size, officeHours);
  const goal = { atMost: (30 * size) / 100_000 };
  return {
    name: 'simulate',
    figures: [
      figure(`${size} contacts through ten steps, CPU`, plain.seconds, 's', goal),
      figure('the same within a send window, CPU', windowed.seconds, 's', goal),
      figure('mails of each contact', plain.mails / size, 'mails'),
    ],
  };
};

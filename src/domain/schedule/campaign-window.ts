import type { Campaign } from '../../contracts/campaign.ts';
import { SendWindow } from '../../contracts/send-window.ts';
import type { EmailStep, Sequence } from '../../contracts/step.ts';

type Timed = Pick<Campaign, 'sendWindow' | 'sendStrategy'>;

const optimized = SendWindow.parse({ optimize: { enabled: true } });

/** The window of a campaign's mails; with the strategy `optimized` it optimizes, whatever else it says. */
function windowOfCampaign({ sendWindow, sendStrategy }: Timed): SendWindow | null {
  if (sendStrategy !== 'optimized' || sendWindow?.optimize) return sendWindow;
  return { ...sendWindow, ...optimized };
}

/** A window in which a variant tests a time of day: that time is the preferred one, and nothing else chooses. */
function testing(window: SendWindow | null, localTime: string): SendWindow {
  const { optimize: _, ...rest } = window ?? {};
  return { ...rest, preferredTime: localTime };
}

/**
 * The window of one mail: its own, or that of its campaign; null where it may leave at any time. `localTime` is the time of day that its
 * variant tests.
 */
export function windowOf(campaign: Timed, step: EmailStep, localTime?: string): SendWindow | null {
  const window = step.window === undefined ? windowOfCampaign(campaign) : step.window;
  return localTime === undefined ? window : testing(window, localTime);
}

const windowsOfStep = (campaign: Timed, step: EmailStep): readonly (SendWindow | null)[] =>
  step.variants
    ? step.variants.map(({ localTime }) => windowOf(campaign, step, localTime))
    : [windowOf(campaign, step)];

/** Every window that mails of a sequence leave by. */
export const windowsOf = (campaign: Timed, { steps }: Sequence): readonly SendWindow[] =>
  steps.flatMap((step) => (step.kind === 'email' ? windowsOfStep(campaign, step).flatMap((one) => one ?? []) : []));

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

/** The window of one mail: its own, or that of its campaign; null where it may leave at any time. */
export const windowOf = (campaign: Timed, step: EmailStep): SendWindow | null =>
  step.window === undefined ? windowOfCampaign(campaign) : step.window;

/** Every window that mails of a sequence leave by. */
export const windowsOf = (campaign: Timed, { steps }: Sequence): readonly SendWindow[] =>
  steps.flatMap((step) => (step.kind === 'email' ? (windowOf(campaign, step) ?? []) : []));

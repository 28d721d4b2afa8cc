import { cartRecovery } from './library/cart-recovery.ts';
import { emailTemplates } from './library/email-templates.ts';
import { leadNurturing } from './library/lead-nurturing.ts';
import { onboarding } from './library/onboarding.ts';
import type { PrebuiltCampaign, PrebuiltMail } from './library/prebuilt.ts';
import { reEngagement } from './library/re-engagement.ts';
import { saasWelcome } from './library/saas-welcome.ts';
import { welcomeSeries } from './library/welcome-series.ts';

/** What comes with the product, public for every organization. */
export const prebuiltTemplates: readonly PrebuiltMail[] = emailTemplates;

export const prebuiltCampaigns: readonly PrebuiltCampaign[] = [
  welcomeSeries,
  saasWelcome,
  leadNurturing,
  onboarding,
  reEngagement,
  cartRecovery,
];

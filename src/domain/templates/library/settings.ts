import type { TemplateSettings } from '../../../contracts/campaign-template.ts';

/** Of a drip campaign that mails people on workdays, by day, in their own zone. */
export const workdays: TemplateSettings = {
  campaignType: 'drip',
  sendStrategy: 'immediate',
  trackOpens: true,
  trackClicks: true,
  stopOnReply: 'auto',
  trigger: null,
  sendWindow: { quietHours: { from: '20:00', to: '08:00' }, skipWeekends: true },
  category: null,
  goal: null,
  holdoutPercent: 0,
};

/** Of a drip campaign whose first mail is awaited: at any hour. */
export const atOnce: TemplateSettings = { ...workdays, sendWindow: null };

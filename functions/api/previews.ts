import { previewStep, testSend } from '../../src/usecases/campaigns/preview-step.ts';
import * as deps from '../deps.ts';
import { apiHandler } from '../http.ts';
import * as mail from '../mail-deps.ts';

const sending = () => ({
  campaigns: deps.campaigns(),
  templates: deps.templates(),
  contacts: deps.contacts(),
  settings: deps.settings(),
  senders: deps.senders(),
  mailer: mail.mailer(),
  clock: deps.clock,
});

/** Mails before they are sent: apart from the other routes of campaigns, as only these write and send mail. */
export const handler = apiHandler('previews', {
  previewStep: ({ scope, params, body }) => previewStep(sending())(scope, params.id, body),
  testSend: ({ scope, params, body }) => testSend(sending())(scope, params.id, body),
});

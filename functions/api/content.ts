import { ok } from '../../src/domain/result.ts';
import { createSender, deleteSender, getSender, updateSettings } from '../../src/usecases/content/senders.ts';
import { createTemplate, deleteTemplate, updateTemplate } from '../../src/usecases/content/templates.ts';
import { found } from '../../src/usecases/find.ts';
import * as deps from '../deps.ts';
import { apiHandler } from '../http.ts';

const writing = () => ({ templates: deps.templates(), clock: deps.clock, ids: deps.ids });
const sending = () => ({ senders: deps.senders(), identities: deps.identities(), clock: deps.clock, ids: deps.ids });

export const handler = apiHandler('content', {
  createTemplate: ({ scope, body }) => createTemplate(writing())(scope, body),
  listTemplates: async ({ scope, query }) => ok(await deps.templates().list(scope, query)),
  getTemplate: ({ scope, params }) => found('template', deps.templates().get(scope, params.id)),
  updateTemplate: ({ scope, params, body }) => updateTemplate(writing())(scope, params.id, body),
  deleteTemplate: ({ scope, params }) => deleteTemplate(writing())(scope, params.id),
  createSender: ({ scope, body }) => createSender(sending())(scope, body),
  listSenders: async ({ scope, query }) => ok(await deps.senders().list(scope, query)),
  getSender: ({ scope, params }) => getSender(sending())(scope, params.id),
  deleteSender: ({ scope, params }) => deleteSender(sending())(scope, params.id),
  getSettings: async ({ scope }) => ok(await deps.settings().get(scope)),
  updateSettings: ({ scope, body }) => updateSettings(deps.settings())(scope, body),
});

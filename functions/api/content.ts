import { ok } from '../../src/domain/result.ts';
import { createdOnce } from '../../src/usecases/access/created-once.ts';
import { expecting, type Precondition } from '../../src/usecases/access/precondition.ts';
import { createSender, deleteSender, getSender, updateSettings } from '../../src/usecases/content/senders.ts';
import { createTemplate, deleteTemplate, updateTemplate } from '../../src/usecases/content/templates.ts';
import { found } from '../../src/usecases/find.ts';
import * as deps from '../deps.ts';
import { apiHandler } from '../http.ts';

const writing = (ifMatch?: Precondition) => ({
  templates: expecting(deps.templates(), ifMatch),
  clock: deps.clock,
  ids: deps.ids,
});
const sending = () => ({ senders: deps.senders(), identities: deps.identities(), clock: deps.clock, ids: deps.ids });

export const handler = apiHandler('content', {
  createTemplate: ({ scope, body, creation }) =>
    createdOnce(
      creation,
      'template',
      (id) => deps.templates().get(scope, id),
      (ids) => createTemplate({ ...writing(), ids })(scope, body),
    ),
  listTemplates: async ({ scope, query }) => ok(await deps.templates().list(scope, query)),
  getTemplate: ({ scope, params }) => found('template', deps.templates().get(scope, params.id)),
  updateTemplate: ({ scope, params, body, ifMatch }) => updateTemplate(writing(ifMatch))(scope, params.id, body),
  deleteTemplate: ({ scope, params, ifMatch }) => deleteTemplate(writing(ifMatch))(scope, params.id),
  createSender: ({ scope, body, creation }) => createSender({ ...sending(), ids: creation.ids })(scope, body),
  listSenders: async ({ scope, query }) => ok(await deps.senders().list(scope, query)),
  getSender: ({ scope, params }) => getSender(sending())(scope, params.id),
  deleteSender: ({ scope, params }) => deleteSender(sending())(scope, params.id),
  getSettings: async ({ scope }) => ok(await deps.settings().get(scope)),
  updateSettings: ({ scope, body, ifMatch }) => updateSettings(expecting(deps.settings(), ifMatch))(scope, body),
});

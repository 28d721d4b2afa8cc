import { mjmlCompiler } from '../../src/adapters/mjml/mjml-compiler.ts';
import { ok } from '../../src/domain/result.ts';
import { createdOnce } from '../../src/usecases/access/created-once.ts';
import { expecting, type Precondition } from '../../src/usecases/access/precondition.ts';
import { found } from '../../src/usecases/find.ts';
import type { Ids } from '../../src/usecases/ports/effects.ts';
import {
  builtInCampaign,
  builtInTemplate,
  listBuiltInCampaigns,
  listBuiltInTemplates,
} from '../../src/usecases/templates/built-in.ts';
import {
  campaignTemplateFaults,
  getCampaignTemplate,
  saveAsTemplate,
  updateCampaignTemplate,
} from '../../src/usecases/templates/campaign-templates.ts';
import { createTemplate, duplicateTemplate, updateTemplate } from '../../src/usecases/templates/email-templates.ts';
import { instantiateTemplate } from '../../src/usecases/templates/instantiate.ts';
import { previewBlocks } from '../../src/usecases/templates/preview-blocks.ts';
import {
  deleteFromShelf,
  getShelfVersion,
  listShelfVersions,
  onlyVisible,
  readable,
  restoreVersion,
} from '../../src/usecases/templates/shelf.ts';
import { campaignVariables, templateVariables } from '../../src/usecases/templates/variables.ts';
import * as deps from '../deps.ts';
import { apiHandler } from '../http.ts';

interface Options {
  readonly ifMatch?: Precondition | undefined;
  readonly ids?: Ids;
}

const common = ({ ids = deps.ids }: Options) => ({
  settings: deps.settings(),
  clock: deps.clock,
  ids,
  mjml: mjmlCompiler,
});

const mails = (options: Options = {}) => ({
  ...common(options),
  store: expecting(onlyVisible(deps.templates()), options.ifMatch),
  builtIn: builtInTemplate(mjmlCompiler),
  faultsOf: () => [],
  what: 'template',
});
const campaigns = (options: Options = {}) => ({
  ...common(options),
  store: expecting(onlyVisible(deps.campaignTemplates()), options.ifMatch),
  builtIn: builtInCampaign,
  campaigns: deps.campaigns(),
  segments: deps.segments(),
  senders: deps.senders(),
  templates: deps.templates(),
  faultsOf: campaignTemplateFaults,
  what: 'campaign template',
});
const counting = () => ({
  contacts: deps.contacts(),
  segments: deps.segments(),
  campaigns: deps.campaigns(),
  templates: deps.templates(),
  clock: deps.clock,
});

export const handler = apiHandler('templates', {
  createTemplate: ({ scope, body, creation }) =>
    createdOnce(
      creation,
      'template',
      (id) => deps.templates().get(scope, id),
      (ids) => createTemplate(mails({ ids }))(scope, body),
    ),
  listTemplates: async ({ scope, query }) => ok(await deps.templates().list(scope, query, listBuiltInTemplates(query))),
  getTemplate: ({ scope, params }) => found('template', readable(mails(), scope, params.id)),
  updateTemplate: ({ scope, params, body, ifMatch }) => updateTemplate(mails({ ifMatch }))(scope, params.id, body),
  deleteTemplate: ({ scope, params, ifMatch }) => deleteFromShelf(mails({ ifMatch }))(scope, params.id),
  duplicateTemplate: ({ scope, params, body, creation }) =>
    createdOnce(
      creation,
      'template',
      (id) => deps.templates().get(scope, id),
      (ids) => duplicateTemplate(mails({ ids }))(scope, params.id, body.name),
    ),
  listTemplateVersions: ({ scope, params, query }) => listShelfVersions(mails())(scope, params.id, query),
  getTemplateVersion: ({ scope, params }) => getShelfVersion(mails())(scope, params.id, params.number),
  restoreTemplateVersion: ({ scope, params, ifMatch }) =>
    restoreVersion(mails({ ifMatch }))(scope, params.id, params.number),
  templateVariables: ({ scope, params, query }) =>
    templateVariables({ ...mails(), ...counting() })(scope, params.id, query.segmentId),
  previewBlocks: ({ body }) => previewBlocks({ mjml: mjmlCompiler })(body),
  saveAsTemplate: ({ scope, params, body, creation }) =>
    createdOnce(
      creation,
      'campaign_template',
      (id) => deps.campaignTemplates().get(scope, id),
      (ids) => saveAsTemplate(campaigns({ ids }))(scope, params.id, body),
    ),
  campaignVariables: ({ scope, params }) => campaignVariables(counting())(scope, params.id),
  listCampaignTemplates: async ({ scope, query }) =>
    ok(await deps.campaignTemplates().list(scope, query, listBuiltInCampaigns(query))),
  getCampaignTemplate: ({ scope, params }) => getCampaignTemplate(campaigns())(scope, params.id),
  updateCampaignTemplate: ({ scope, params, body, ifMatch }) =>
    updateCampaignTemplate(campaigns({ ifMatch }))(scope, params.id, body),
  deleteCampaignTemplate: ({ scope, params, ifMatch }) => deleteFromShelf(campaigns({ ifMatch }))(scope, params.id),
  listCampaignTemplateVersions: ({ scope, params, query }) => listShelfVersions(campaigns())(scope, params.id, query),
  getCampaignTemplateVersion: ({ scope, params }) => getShelfVersion(campaigns())(scope, params.id, params.number),
  restoreCampaignTemplateVersion: ({ scope, params, ifMatch }) =>
    restoreVersion(campaigns({ ifMatch }))(scope, params.id, params.number),
  instantiateTemplate: ({ scope, params, body, creation }) =>
    createdOnce(
      creation,
      'campaign',
      (id) => deps.campaigns().get(scope, id),
      (ids) => instantiateTemplate(campaigns({ ids }))(scope, params.id, body),
    ),
});

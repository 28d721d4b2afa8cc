import { CampaignView } from '../campaign.ts';
import {
  CampaignTemplate,
  CampaignTemplatePatch,
  CampaignTemplateSummary,
  Instantiation,
  SaveAsTemplate,
} from '../campaign-template.ts';
import { PageQuery, pageOf } from '../primitives.ts';
import { ShelfQuery, ShelfVersion, VersionNumber } from '../shelf.ts';
import { VariableReport } from '../variable-use.ts';
import { empty, id, nothing, route } from './route.ts';

const reading = { area: 'templates', permission: 'content:read', rate: 'read' } as const;
const writing = { area: 'templates', permission: 'content:write', rate: 'write' } as const;
const numbered = id.extend({ number: VersionNumber });

/** Campaign templates, and what leads from campaigns to them and back. */
export const campaignTemplateRoutes = {
  saveAsTemplate: route({
    ...writing,
    method: 'POST',
    path: '/api/campaigns/{id}/save-as-template',
    summary: 'Save a campaign as a campaign template',
    params: id,
    body: SaveAsTemplate,
    reply: CampaignTemplate,
    status: 201,
    etag: 'revision',
  }),
  campaignVariables: route({
    ...reading,
    method: 'GET',
    path: '/api/campaigns/{id}/variables',
    summary: 'The variables of the mails of a campaign, and how many contacts of its audience lack each',
    permission: 'campaigns:read',
    params: id,
    reply: VariableReport,
    status: 200,
  }),
  listCampaignTemplates: route({
    ...reading,
    method: 'GET',
    path: '/api/campaign-templates',
    summary: 'List campaign templates: your own, public ones of others, pre-built ones',
    query: ShelfQuery,
    reply: pageOf(CampaignTemplateSummary),
    status: 200,
  }),
  getCampaignTemplate: route({
    ...reading,
    method: 'GET',
    path: '/api/campaign-templates/{id}',
    summary: 'A campaign template with its steps and mails',
    params: id,
    reply: CampaignTemplate,
    status: 200,
    etag: 'revision',
  }),
  updateCampaignTemplate: route({
    ...writing,
    method: 'PATCH',
    path: '/api/campaign-templates/{id}',
    summary: 'Change a campaign template: makes its next version',
    params: id,
    body: CampaignTemplatePatch,
    reply: CampaignTemplate,
    status: 200,
    etag: 'revision',
    ifMatch: true,
  }),
  deleteCampaignTemplate: route({
    ...writing,
    method: 'DELETE',
    path: '/api/campaign-templates/{id}',
    summary: 'Delete a campaign template with its versions',
    params: id,
    reply: nothing,
    status: 204,
    ifMatch: true,
  }),
  listCampaignTemplateVersions: route({
    ...reading,
    method: 'GET',
    path: '/api/campaign-templates/{id}/versions',
    summary: 'Versions of a campaign template, newest first',
    params: id,
    query: PageQuery,
    reply: pageOf(ShelfVersion),
    status: 200,
  }),
  getCampaignTemplateVersion: route({
    ...reading,
    method: 'GET',
    path: '/api/campaign-templates/{id}/versions/{number}',
    summary: 'A version of a campaign template: never changed',
    params: numbered,
    reply: CampaignTemplate,
    status: 200,
    etag: 'content',
  }),
  restoreCampaignTemplateVersion: route({
    ...writing,
    method: 'POST',
    path: '/api/campaign-templates/{id}/versions/{number}/restore',
    summary: 'Make a new version with the content of an old one',
    params: numbered,
    body: empty,
    reply: CampaignTemplate,
    status: 200,
    etag: 'revision',
    ifMatch: true,
  }),
  instantiateTemplate: route({
    ...writing,
    method: 'POST',
    path: '/api/campaign-templates/{id}/instantiate',
    summary: 'Make a draft campaign of a campaign template',
    permission: 'campaigns:write',
    params: id,
    body: Instantiation,
    reply: CampaignView,
    status: 201,
    etag: 'revision',
  }),
} as const;

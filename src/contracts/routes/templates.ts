import * as z from 'zod';
import { Name, PageQuery, pageOf } from '../primitives.ts';
import { ShelfQuery, ShelfVersion, VersionNumber } from '../shelf.ts';
import { BlocksInput, BlocksPreview, NewTemplate, Template, TemplatePatch, TemplateSummary } from '../template.ts';
import { VariableReport } from '../variable-use.ts';
import { empty, id, nothing, route } from './route.ts';

const reading = { area: 'templates', permission: 'content:read', rate: 'read' } as const;
const writing = { area: 'templates', permission: 'content:write', rate: 'write' } as const;
const numbered = id.extend({ number: VersionNumber });

/** Email templates. */
export const templateRoutes = {
  createTemplate: route({
    ...writing,
    method: 'POST',
    path: '/api/templates',
    summary: 'Create an email template, of HTML or of blocks',
    body: NewTemplate,
    reply: Template,
    status: 201,
    etag: 'revision',
  }),
  listTemplates: route({
    ...reading,
    method: 'GET',
    path: '/api/templates',
    summary: 'List email templates: your own, public ones of others, pre-built ones',
    query: ShelfQuery,
    reply: pageOf(TemplateSummary),
    status: 200,
  }),
  getTemplate: route({
    ...reading,
    method: 'GET',
    path: '/api/templates/{id}',
    summary: 'An email template',
    params: id,
    reply: Template,
    status: 200,
    etag: 'revision',
  }),
  updateTemplate: route({
    ...writing,
    method: 'PATCH',
    path: '/api/templates/{id}',
    summary: 'Change an email template: makes its next version',
    params: id,
    body: TemplatePatch,
    reply: Template,
    status: 200,
    etag: 'revision',
    ifMatch: true,
  }),
  deleteTemplate: route({
    ...writing,
    method: 'DELETE',
    path: '/api/templates/{id}',
    summary: 'Delete an email template with its versions',
    params: id,
    reply: nothing,
    status: 204,
    ifMatch: true,
  }),
  duplicateTemplate: route({
    ...writing,
    method: 'POST',
    path: '/api/templates/{id}/duplicate',
    summary: 'Copy an email template into your own',
    params: id,
    body: z.strictObject({ name: Name.optional() }),
    reply: Template,
    status: 201,
    etag: 'revision',
  }),
  listTemplateVersions: route({
    ...reading,
    method: 'GET',
    path: '/api/templates/{id}/versions',
    summary: 'Versions of an email template, newest first',
    params: id,
    query: PageQuery,
    reply: pageOf(ShelfVersion),
    status: 200,
  }),
  getTemplateVersion: route({
    ...reading,
    method: 'GET',
    path: '/api/templates/{id}/versions/{number}',
    summary: 'A version of an email template: never changed',
    params: numbered,
    reply: Template,
    status: 200,
    etag: 'content',
  }),
  restoreTemplateVersion: route({
    ...writing,
    method: 'POST',
    path: '/api/templates/{id}/versions/{number}/restore',
    summary: 'Make a new version with the content of an old one',
    params: numbered,
    body: empty,
    reply: Template,
    status: 200,
    etag: 'revision',
    ifMatch: true,
  }),
  templateVariables: route({
    ...reading,
    method: 'GET',
    path: '/api/templates/{id}/variables',
    summary: 'The variables of an email template, and how many contacts lack each',
    params: id,
    query: z.strictObject({
      segmentId: z
        .string()
        .max(80)
        .optional()
        .meta({ description: 'Count in this segment; in all contacts when absent.' }),
    }),
    reply: VariableReport,
    status: 200,
  }),
  previewBlocks: route({
    ...reading,
    method: 'POST',
    path: '/api/templates/preview-blocks',
    summary: 'Compile blocks to HTML and text without saving them',
    body: BlocksInput,
    reply: BlocksPreview,
    status: 200,
  }),
} as const;

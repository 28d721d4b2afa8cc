import { ok } from '../../src/domain/result.ts';
import { createdOnce } from '../../src/usecases/access/created-once.ts';
import { found } from '../../src/usecases/find.ts';
import type { TenantScope } from '../../src/usecases/scope.ts';
import { cancelImport, importErrors, startImport } from '../../src/usecases/transfers/control-import.ts';
import {
  createExport,
  exportCampaign,
  viewOf as exportView,
  takeUpExport,
} from '../../src/usecases/transfers/create-export.ts';
import { createImport, withUpload } from '../../src/usecases/transfers/create-import.ts';
import { previewImport } from '../../src/usecases/transfers/preview-import.ts';
import { viewOf } from '../../src/usecases/transfers/view-import.ts';
import * as deps from '../deps.ts';
import { files } from '../file-deps.ts';
import { apiHandler } from '../http.ts';

const base = () => ({
  imports: deps.imports(),
  exports: deps.exports(),
  segments: deps.segments(),
  files: files(),
  queues: deps.queues(),
  clock: deps.clock,
});

async function findCreated(scope: TenantScope, id: string) {
  const job = await deps.imports().get(scope, id);
  return job && withUpload(base(), scope, job);
}

async function findImport(scope: TenantScope, id: string) {
  const job = await deps.imports().get(scope, id);
  return job && viewOf(job, deps.clock.now());
}

async function findExport(scope: TenantScope, id: string) {
  const job = await deps.exports().get(scope, id);
  return job && exportView(base(), scope, job);
}

export const handler = apiHandler('transfers', {
  createImport: ({ scope, body, creation }) =>
    createdOnce(
      creation,
      'import',
      (id) => findCreated(scope, id),
      (ids) => createImport({ ...base(), ids })(scope, body),
    ),
  listImports: async ({ scope, query }) => {
    const page = await deps.imports().list(scope, query);
    return ok({ ...page, items: page.items.map((job) => viewOf(job, deps.clock.now())) });
  },
  getImport: ({ scope, params }) => found('import', findImport(scope, params.id)),
  previewImport: ({ scope, params }) => previewImport(base())(scope, params.id),
  startImport: ({ scope, params }) => startImport(base())(scope, params.id),
  cancelImport: ({ scope, params }) => cancelImport(base())(scope, params.id),
  getImportErrors: ({ scope, params }) => importErrors(base())(scope, params.id),
  createExport: ({ scope, body, creation }) =>
    createdOnce(
      creation,
      'export',
      (id) => takeUpExport(base())(scope, id),
      (ids) => createExport({ ...base(), ids })(scope, body),
    ),
  exportCampaign: ({ scope, params, body, creation }) =>
    createdOnce(
      creation,
      'export',
      (id) => takeUpExport(base())(scope, id),
      (ids) => exportCampaign({ ...base(), campaigns: deps.campaigns(), ids })(scope, params.id, body),
    ),
  listExports: async ({ scope, query }) => {
    const page = await deps.exports().list(scope, query);
    return ok({ ...page, items: await Promise.all(page.items.map((job) => exportView(base(), scope, job))) });
  },
  getExport: ({ scope, params }) => found('export', findExport(scope, params.id)),
});

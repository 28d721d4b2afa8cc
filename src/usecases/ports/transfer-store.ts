import type { ExportJob, ImportJob } from '../../contracts/transfer-job.ts';
import type { Page, PageRequest, TenantScope } from '../scope.ts';

interface JobStore<T> {
  create(scope: TenantScope, job: T): Promise<void>;
  get(scope: TenantScope, id: string): Promise<T | undefined>;
  /** The job as saved, with its next revision; undefined when somebody else changed it since it was read. */
  save(scope: TenantScope, job: T): Promise<T | undefined>;
  /** The newest first. */
  list(scope: TenantScope, page: PageRequest): Promise<Page<T>>;
}

export type ImportStore = JobStore<ImportJob>;
export type ExportStore = JobStore<ExportJob>;

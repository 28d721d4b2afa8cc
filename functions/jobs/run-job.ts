import { JobInput } from '../../src/contracts/work.ts';
import { runJob } from '../../src/usecases/jobs/run-job.ts';
import * as deps from '../deps.ts';
import { identities } from '../identity-deps.ts';
import { taskHandler } from '../step.ts';

/** The recurring jobs, called by EventBridge Scheduler with the job's name. */
export const handler = taskHandler(JobInput, ({ job }) =>
  runJob({
    campaigns: deps.campaigns(),
    journeys: deps.journeys(),
    segments: deps.segments(),
    experiments: deps.experiments(),
    experimentRuns: deps.experimentRuns(),
    refreshes: deps.refreshes(),
    walk: deps.walk(),
    settings: deps.settings(),
    senders: deps.senders(),
    identities: identities(),
    dns: deps.dns(),
    plans: deps.plans(),
    stats: deps.stats(),
    queues: deps.queues(),
    executions: deps.executions(),
    schedules: deps.schedules(),
    metrics: deps.metrics,
    clock: deps.clock,
    ids: deps.ids,
  })(job),
);

import { PlanWork } from '../../src/contracts/work.ts';
import { assertNever } from '../../src/domain/assert-never.ts';
import { beginLaunch } from '../../src/usecases/engine/begin-launch.ts';
import { planAudience } from '../../src/usecases/engine/plan-audience.ts';
import { recountBooks } from '../../src/usecases/engine/recount-books.ts';
import { resumeEnrollments } from '../../src/usecases/engine/resume-enrollments.ts';
import { recordEvents } from '../../src/usecases/tracking/record-events.ts';
import * as deps from '../deps.ts';
import { once } from '../once.ts';
import { queueHandler } from '../queue.ts';

const record = once(() =>
  recordEvents({ campaigns: deps.campaigns(), journeys: deps.journeys(), ledger: deps.ledger(), clock: deps.clock }),
);

const all = () => ({
  campaigns: deps.campaigns(),
  segments: deps.segments(),
  contacts: deps.contacts(),
  suppressions: deps.suppressions(),
  journeys: deps.journeys(),
  plans: deps.plans(),
  stats: deps.stats(),
  blobs: deps.blobs(),
  queues: deps.queues(),
  executions: deps.executions(),
  metrics: deps.metrics,
  record: record(),
  clock: deps.clock,
});

function work(input: PlanWork): Promise<void> {
  switch (input.kind) {
    case 'launch':
      return beginLaunch(all())(input);
    case 'plan':
      return planAudience(all())(input);
    case 'resume':
      return resumeEnrollments(all())(input);
    case 'recount':
      return recountBooks(all())(input);
    default:
      return assertNever(input);
  }
}

/** Walks audiences and ledgers page by page: launches, resumes and recounts. */
export const handler = queueHandler(PlanWork, work);

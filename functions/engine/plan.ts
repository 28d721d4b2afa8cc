import { PlanWork } from '../../src/contracts/work.ts';
import { assertNever } from '../../src/domain/assert-never.ts';
import { emptySegment } from '../../src/usecases/audience/empty-segment.ts';
import { refreshSegment } from '../../src/usecases/audience/refresh-segment.ts';
import { startRefresh } from '../../src/usecases/audience/start-refresh.ts';
import { decayScores } from '../../src/usecases/contacts/decay-scores.ts';
import { beginLaunch } from '../../src/usecases/engine/begin-launch.ts';
import { beginZone } from '../../src/usecases/engine/begin-zone.ts';
import { closeCampaign } from '../../src/usecases/engine/close-campaign.ts';
import { migrateEnrollments } from '../../src/usecases/engine/migrate-enrollments.ts';
import { planAudience } from '../../src/usecases/engine/plan-audience.ts';
import { publishedSequences } from '../../src/usecases/engine/published-sequence.ts';
import { recountBooks } from '../../src/usecases/engine/recount-books.ts';
import { resumeEnrollments } from '../../src/usecases/engine/resume-enrollments.ts';
import { beginTestsOf } from '../../src/usecases/experiments/begin-tests.ts';
import { releasePage } from '../../src/usecases/experiments/release.ts';
import { recordEvents } from '../../src/usecases/tracking/record-events.ts';
import * as deps from '../deps.ts';
import { once } from '../once.ts';
import { queueHandler } from '../queue.ts';

const record = once(() =>
  recordEvents({ campaigns: deps.campaigns(), journeys: deps.journeys(), ledger: deps.ledger(), clock: deps.clock }),
);

const sequences = once(() => publishedSequences(deps.campaigns()));

const all = () => ({
  campaigns: deps.campaigns(),
  segments: deps.segments(),
  experiments: deps.experiments(),
  experimentRuns: deps.experimentRuns(),
  readSequence: sequences(),
  refreshes: deps.refreshes(),
  uses: deps.uses(),
  walk: deps.walk(),
  settings: deps.settings(),
  scores: deps.scores(),
  events: deps.events(),
  contacts: deps.contacts(),
  suppressions: deps.suppressions(),
  journeys: deps.journeys(),
  plans: deps.plans(),
  stats: deps.stats(),
  blobs: deps.blobs(),
  queues: deps.queues(),
  tell: deps.tell(),
  schedules: deps.schedules(),
  executions: deps.executions(),
  metrics: deps.metrics,
  record: record(),
  clock: deps.clock,
  ids: deps.ids,
});

function work(input: PlanWork, received: number): Promise<void> {
  switch (input.kind) {
    case 'launch':
      return beginLaunch(all())(input);
    case 'plan':
      return planAudience(all())(input);
    case 'resume':
      return resumeEnrollments(all())(input);
    case 'zone':
      return beginZone(all())(input);
    case 'migrate':
      return migrateEnrollments(all())(input);
    case 'begin_tests':
      return beginTestsOf(all())(input);
    case 'release':
      return releasePage(all())(input);
    case 'close':
      return closeCampaign(all())(input);
    case 'recount':
      return recountBooks(all())(input);
    case 'refresh':
      return refreshSegment(all())(input, received);
    case 'start_refresh':
      return startRefresh(all())(input);
    case 'empty_segment':
      return emptySegment(all())(input);
    case 'decay':
      return decayScores(all())(input);
    default:
      return assertNever(input);
  }
}

/** Walks contacts, audiences and ledgers page by page: refreshes, launches, resumes, recounts and the decay of scores. */
export const handler = queueHandler(PlanWork, work);

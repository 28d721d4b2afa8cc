import { EnrolmentWork } from '../../src/contracts/work.ts';
import { followMembership } from '../../src/usecases/audience/follow-membership.ts';
import { enrolBatch } from '../../src/usecases/engine/enrol-batch.ts';
import { publishedSequences } from '../../src/usecases/engine/published-sequence.ts';
import { releaseContacts } from '../../src/usecases/experiments/release.ts';
import * as deps from '../deps.ts';
import { once } from '../once.ts';
import { queueHandler } from '../queue.ts';

const all = () => ({
  campaigns: deps.campaigns(),
  contacts: deps.contacts(),
  suppressions: deps.suppressions(),
  uses: deps.uses(),
  journeys: deps.journeys(),
  events: deps.events(),
  settings: deps.recentSettings(),
  holidays: deps.holidays(),
  segments: deps.segments(),
  experiments: deps.recentExperiments(),
  plans: deps.plans(),
  blobs: deps.blobs(),
  queues: deps.queues(),
  executions: deps.executions(),
  holdouts: deps.holdouts(),
  readSequence: publishedSequences(deps.campaigns()),
  clock: deps.clock,
});
const enrol = once(() => enrolBatch(all()));
const follow = once(() => followMembership(all()));
/** Who waited for an outcome must see it: the test is read anew. */
const release = once(() => releaseContacts({ ...all(), experiments: deps.experiments() }));

/**
 * Takes contacts to their first wait: those of a chunk of a launch, and those who joined the segment of a campaign. Takes on those who
 * waited for the outcome of a test.
 */
export const handler = queueHandler(EnrolmentWork, (work) => {
  if ('chunk' in work) return enrol()(work);
  return 'waiting' in work ? release()(work) : follow()(work);
});

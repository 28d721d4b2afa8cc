import { EnrolWork } from '../../src/contracts/work.ts';
import { enrolBatch } from '../../src/usecases/engine/enrol-batch.ts';
import * as deps from '../deps.ts';
import { once } from '../once.ts';
import { queueHandler } from '../queue.ts';

const enrol = once(() =>
  enrolBatch({
    campaigns: deps.campaigns(),
    journeys: deps.journeys(),
    plans: deps.plans(),
    blobs: deps.blobs(),
    queues: deps.queues(),
    executions: deps.executions(),
    clock: deps.clock,
  }),
);

/** Takes the contacts of a chunk to their first wait. */
export const handler = queueHandler(EnrolWork, (work) => enrol()(work));

import { sfnWakes } from '../../src/adapters/sfn/wakes.ts';
import { EventWork } from '../../src/contracts/work.ts';
import { publishedSequences } from '../../src/usecases/engine/published-sequence.ts';
import { handleEvent } from '../../src/usecases/events/handle-event.ts';
import * as deps from '../deps.ts';
import { once } from '../once.ts';
import { queueHandler } from '../queue.ts';

const handle = once(() =>
  handleEvent({
    campaigns: deps.campaigns(),
    recentCampaigns: deps.recentCampaigns(),
    journeys: deps.journeys(),
    events: deps.events(),
    settings: deps.recentSettings(),
    holidays: deps.holidays(),
    segments: deps.segments(),
    experiments: deps.recentExperiments(),
    triggers: deps.triggers(),
    suppressions: deps.suppressions(),
    queues: deps.queues(),
    tell: deps.tell(),
    executions: deps.executions(),
    holdouts: deps.holdouts(),
    wakes: sfnWakes(),
    noteActivity: deps.activityNoter(),
    contacts: deps.contacts(),
    readSequence: publishedSequences(deps.campaigns()),
    clock: deps.clock,
  }),
);

/** What an event leads to: waiting contacts wake, triggered campaigns let contacts in. */
export const handler = queueHandler(EventWork, (work) => handle()(work));

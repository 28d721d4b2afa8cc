import { StepInput } from '../../src/contracts/work.ts';
import { runStep } from '../../src/usecases/engine/run-step.ts';
import * as deps from '../deps.ts';
import { once } from '../once.ts';
import { taskHandler } from '../step.ts';

const run = once(() =>
  runStep({
    campaigns: deps.campaigns(),
    recentCampaigns: deps.recentCampaigns(),
    journeys: deps.journeys(),
    events: deps.events(),
    settings: deps.recentSettings(),
    holidays: deps.holidays(),
    segments: deps.segments(),
    experiments: deps.recentExperiments(),
    queues: deps.queues(),
    executions: deps.executions(),
    clock: deps.clock,
  }),
);

/** One wake of a waiting contact, called by the contact-sequence machine. */
export const handler = taskHandler(StepInput, (input) => run()(input));

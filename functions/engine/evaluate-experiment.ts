import { ExperimentTask } from '../../src/contracts/experiment.ts';
import { evaluateExperiment } from '../../src/usecases/experiments/evaluate.ts';
import * as deps from '../deps.ts';
import { once } from '../once.ts';
import { taskHandler } from '../step.ts';

const evaluate = once(() =>
  evaluateExperiment({
    campaigns: deps.campaigns(),
    experiments: deps.experiments(),
    stats: deps.stats(),
    queues: deps.queues(),
    tell: deps.tell(),
    clock: deps.clock,
  }),
);

/** One look at an A/B test, called by the experiment machine. */
export const handler = taskHandler(ExperimentTask, (input) => evaluate()(input));

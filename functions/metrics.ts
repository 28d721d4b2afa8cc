import { MetricUnit, Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import { metricsNamespace, metricsService } from '../src/contracts/metrics.ts';
import type { Metrics } from '../src/usecases/ports/effects.ts';

const powertools = new PowertoolsMetrics({ namespace: metricsNamespace, serviceName: metricsService });

/** Counts through the function's own log (embedded metric format): no call and no permission is needed. */
export const metrics: Metrics = {
  count: (name, by = 1) => powertools.singleMetric().addMetric(name, MetricUnit.Count, by),
};

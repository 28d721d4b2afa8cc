import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  Metric,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { metricNames } from '../../src/contracts/metrics.ts';
import { queueNames } from '../../src/contracts/queue-names.ts';
import { countOf, type Watched } from './alarms.ts';

export interface OperationsDashboardProps extends Watched {
  readonly alarms: readonly Alarm[];
}

const period = Duration.minutes(5);
const ses = (metricName: string): Metric => new Metric({ namespace: 'AWS/SES', metricName, statistic: 'Sum', period });
const graph = (title: string, left: readonly IMetric[], right: readonly IMetric[] = []): GraphWidget =>
  new GraphWidget({ title, left: [...left], right: [...right], width: 12, height: 6 });

/** What an owner looks at when an alarm rings: mail first, then the queues, the sequences, the API. */
export class OperationsDashboard extends Construct {
  constructor(scope: Construct, id: string, { queues, functions, machine, api, alarms }: OperationsDashboardProps) {
    super(scope, id);
    const fns = [...functions].map(([label, { fn }]) => ({ label, fn }));
    const dashboard = new Dashboard(this, 'Dashboard', { defaultInterval: Duration.hours(6) });
    dashboard.addWidgets(
      new TextWidget({
        markdown: '# PenguinMails Campaigns\nEach alarm has an entry in docs/runbook.md.',
        width: 24,
        height: 2,
      }),
    );
    dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 5 }));
    dashboard.addWidgets(
      graph('Mail at SES', ['Send', 'Delivery', 'Bounce', 'Complaint', 'Reject'].map(ses)),
      graph('What the functions counted', metricNames.map(countOf)),
    );
    dashboard.addWidgets(
      graph(
        'Messages waiting',
        queueNames.map((name) => queues[name].queue.metricApproximateNumberOfMessagesVisible({ label: name, period })),
      ),
      graph(
        'Age of the oldest message, seconds',
        queueNames.map((name) => queues[name].queue.metricApproximateAgeOfOldestMessage({ label: name, period })),
      ),
    );
    dashboard.addWidgets(
      graph(
        'Sequences',
        [machine.metricStarted({ period }), machine.metricSucceeded({ period })],
        [machine.metricFailed({ period }), machine.metricTimedOut({ period })],
      ),
      graph(
        'Failed invocations',
        fns.map(({ label, fn }) => fn.metricErrors({ label, period })),
        fns.map(({ label, fn }) => fn.metricThrottles({ label: `${label} throttled`, period })),
      ),
    );
    dashboard.addWidgets(
      graph(
        'API requests',
        [api.metricCount({ period })],
        [api.metricClientError({ period }), api.metricServerError({ period })],
      ),
      graph('API latency, milliseconds', [
        api.metricLatency({ period, statistic: 'p50' }),
        api.metricLatency({ period, statistic: 'p99' }),
      ]),
    );
  }
}

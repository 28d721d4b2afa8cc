import { Duration, TimeZone } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type IScheduleGroup, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { JobName } from '../../src/contracts/work.ts';

/** When each job runs. */
const times: { readonly [J in JobName]: ScheduleExpression } = {
  complete_campaigns: ScheduleExpression.rate(Duration.hours(1)),
  roll_up_counters: ScheduleExpression.cron({ minute: '0', hour: '2', timeZone: TimeZone.ETC_UTC }),
};

export class RecurringJobs extends Construct {
  constructor(scope: Construct, id: string, fn: LambdaFunction, scheduleGroup: IScheduleGroup) {
    super(scope, id);
    for (const [job, schedule] of Object.entries(times)) {
      new Schedule(this, job, {
        schedule,
        scheduleGroup,
        target: new LambdaInvoke(fn, { input: ScheduleTargetInput.fromObject({ job }), retryAttempts: 3 }),
      });
    }
  }
}

import { Duration, TimeZone } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type IScheduleGroup, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { JobName } from '../../src/contracts/work.ts';

const nightly = (hour: number): ScheduleExpression =>
  ScheduleExpression.cron({ minute: '0', hour: String(hour), timeZone: TimeZone.ETC_UTC });

/** When each job runs. */
const times: { readonly [J in JobName]: ScheduleExpression } = {
  sweep_campaigns: ScheduleExpression.rate(Duration.minutes(15)),
  complete_campaigns: ScheduleExpression.rate(Duration.hours(1)),
  roll_up_counters: nightly(2),
  recount_books: nightly(3),
  tidy_schedules: nightly(4),
  refresh_segments: nightly(1),
  decay_scores: nightly(0),
  check_senders: nightly(5),
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

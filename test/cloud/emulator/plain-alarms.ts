import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const Resource = z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).optional() });
const Template = z.looseObject({ Resources: z.record(z.string(), Resource) });

const MetricMath = z.looseObject({
  Metrics: z.array(
    z.object({
      MetricStat: z
        .object({
          Metric: z.object({ MetricName: z.string(), Namespace: z.string(), Dimensions: z.unknown().optional() }),
          Period: z.number(),
          Stat: z.string(),
        })
        .optional(),
    }),
  ),
});

/** The same alarm on the first metric of its expression alone; undefined where there is none. */
function onFirstMetric({ Metrics, ...rest }: z.infer<typeof MetricMath>): Record<string, unknown> | undefined {
  const first = Metrics.find((metric) => metric.MetricStat)?.MetricStat;
  return first && { ...rest, ...first.Metric, Period: first.Period, Statistic: first.Stat };
}

/** Puts plain alarms in the place of those that MiniStack refuses: it knows no metric math. Whatever refers to them stays whole. */
function plainAlarmsIn(file: string): readonly string[] {
  const template = Template.parse(JSON.parse(readFileSync(file, 'utf8')));
  const replaced = Object.entries(template.Resources).flatMap(([logicalId, resource]) => {
    const alarm =
      resource.Type === 'AWS::CloudWatch::Alarm' ? MetricMath.safeParse(resource.Properties).data : undefined;
    const plain = alarm && onFirstMetric(alarm);
    if (plain) resource.Properties = plain;
    return plain ? [logicalId] : [];
  });
  if (replaced.length > 0) writeFileSync(file, JSON.stringify(template));
  return replaced;
}

/**
 * Changes the templates of an assembly so that MiniStack can deploy them.
 * @returns the logical ids of the alarms that were made plain.
 */
export const makeAlarmsPlain = (assembly: string): readonly string[] =>
  globSync('*.template.json', { cwd: assembly }).flatMap((name) => plainAlarmsIn(join(assembly, name)));

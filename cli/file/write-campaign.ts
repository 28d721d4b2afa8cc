import { stringify } from 'yaml';
import { printRule } from '../../src/domain/rules/print.ts';
import { durationText } from '../../src/domain/rules/words.ts';
import { isRecord } from './fault.ts';
import { CampaignFile, type FileStep } from './schema.ts';

const isEqual = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What differs from the defaults; objects that have defaults inside are compared part by part. */
function withoutDefaults(value: object, defaults: object): Record<string, unknown> {
  const usual = new Map<string, unknown>(Object.entries(defaults));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, own]) => {
      const other = usual.get(key);
      if (own === undefined || isEqual(own, other)) return [];
      return [[key, isRecord(own) && isRecord(other) ? withoutDefaults(own, other) : own]];
    }),
  );
}

function writtenStep(step: FileStep): object {
  switch (step.kind) {
    case 'wait':
      return { ...step, ...(step.for ? { for: durationText(step.for) } : {}) };
    case 'wait_for_event':
      return { ...step, ...(step.timeout ? { timeout: durationText(step.timeout) } : {}) };
    case 'condition':
      return {
        ...step,
        ...(step.arms
          ? {
              arms: step.arms.map((arm) => ({
                ...arm,
                when: printRule(arm.when),
                ...(arm.wait ? { wait: durationText(arm.wait) } : {}),
              })),
            }
          : {}),
      };
    default:
      return step;
  }
}

function writtenTrigger({ event, filter, unless, reentry }: NonNullable<CampaignFile['trigger']>): object {
  return {
    event,
    ...(filter ? { filter: printRule(filter) } : {}),
    ...(unless ? { unless: { event: unless.event, within: durationText(unless.within) } } : {}),
    reentry: { rule: reentry.rule, ...(reentry.after ? { after: durationText(reentry.after) } : {}) },
  };
}

/** A campaign as YAML: rules as text, durations in words, without what has its default. `readCampaign` reads it back to the same. */
export function writeCampaign(file: CampaignFile): string {
  const {
    id,
    name,
    campaignType,
    segment,
    audience,
    sender,
    senders,
    migration,
    trigger,
    exclusions,
    entry,
    steps,
    ...settings
  } = file;
  const defaults = CampaignFile.parse({ name });
  const excluded = withoutDefaults(exclusions, defaults.exclusions);
  const data = {
    ...(id === undefined ? {} : { id }),
    name,
    campaignType,
    ...(segment === undefined ? {} : { segment }),
    ...(audience === undefined ? {} : { audience: { ...audience, rule: printRule(audience.rule) } }),
    ...(sender === undefined ? {} : { sender }),
    ...(senders === undefined ? {} : { senders }),
    ...withoutDefaults(settings, defaults),
    ...(trigger ? { trigger: writtenTrigger(trigger) } : {}),
    ...(Object.keys(excluded).length > 0
      ? { exclusions: { ...excluded, ...(exclusions.rule ? { rule: printRule(exclusions.rule) } : {}) } }
      : {}),
    ...(migration === undefined ? {} : { migration }),
    ...(entry === undefined ? {} : { entry }),
    steps: steps.map(writtenStep),
  };
  const plain: unknown = JSON.parse(JSON.stringify(data));
  return stringify(plain, { lineWidth: 0, blockQuote: 'literal' });
}

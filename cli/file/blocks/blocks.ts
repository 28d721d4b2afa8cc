import * as z from 'zod';
import type { Path } from '../fault.ts';
import { Emails, SpecSequence, SpecStep } from '../sequence/schema.ts';
import { translateSequence } from '../sequence/translate.ts';
import { ApprovalWorkflow, noteApproval } from './approval.ts';
import { CampaignAudience, translateAudience } from './audience.ts';
import type { Translated } from './block.ts';
import { ExclusionRules, translateExclusions } from './exclusions.ts';
import { SendOptimization, translateOptimization } from './optimization.ts';
import { CampaignSchedule, translateSchedule } from './schedule.ts';

/** The blocks of the specification that a file may have beside, or in place of, the settings of the API. */
export const SpecBlocks = z
  .strictObject({
    sequence_step: SpecStep,
    sequence: SpecSequence,
    emails: Emails,
    campaign_schedule: CampaignSchedule,
    send_optimization: SendOptimization,
    campaign_audience: CampaignAudience,
    exclusion_rules: ExclusionRules,
    approval_workflow: ApprovalWorkflow,
  })
  .partial();
export type SpecBlocks = z.infer<typeof SpecBlocks>;

export const isBlock = (key: string): key is keyof SpecBlocks => Object.hasOwn(SpecBlocks.shape, key);

const placed = (step: z.infer<typeof SpecSequence>[number], i: number): { step: SpecStep; path: Path } =>
  'sequence_step' in step
    ? { step: step.sequence_step, path: ['sequence', i, 'sequence_step'] }
    : { step, path: ['sequence', i] };

function stepsOf({ sequence_step: single, sequence }: SpecBlocks): readonly { step: SpecStep; path: Path }[] {
  if (sequence) return sequence.map(placed);
  return single ? [{ step: single, path: ['sequence_step'] }] : [];
}

/** What every block of a file becomes. */
export function translateBlocks(blocks: SpecBlocks, hasCategory: boolean): readonly Translated[] {
  const steps = stepsOf(blocks);
  return [
    ...(blocks.campaign_schedule ? [translateSchedule(blocks.campaign_schedule)] : []),
    ...(blocks.send_optimization ? [translateOptimization(blocks.send_optimization)] : []),
    ...(blocks.campaign_audience ? [translateAudience(blocks.campaign_audience)] : []),
    ...(blocks.exclusion_rules ? [translateExclusions(blocks.exclusion_rules, hasCategory)] : []),
    ...(blocks.approval_workflow ? [noteApproval()] : []),
    ...(steps.length > 0 ? [translateSequence(steps, blocks.emails ?? {})] : []),
  ];
}

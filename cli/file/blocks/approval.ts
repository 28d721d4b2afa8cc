import * as z from 'zod';
import { finding } from '../fault.ts';
import { type Translated, translated, WrittenDuration } from './block.ts';

const Approver = z.strictObject({
  role: z.enum(['owner', 'admin', 'campaign_manager', 'compliance_officer'], {
    error: 'Give one of owner, admin, campaign_manager, compliance_officer.',
  }),
  required: z.boolean().default(true),
  conditions: z
    .array(z.strictObject({ if: z.string().min(1).max(500) }))
    .optional()
    .meta({ description: 'Asked only if one of these holds, for example audience_size > 10000.' }),
});

/** The specification's approval workflow. */
export const ApprovalWorkflow = z
  .strictObject({
    required_approvers: z.array(Approver).min(1),
    approval_timeout: WrittenDuration.optional(),
    timeout_action: z
      .enum(['auto_reject', 'auto_approve', 'escalate'], { error: 'Give auto_reject, auto_approve or escalate.' })
      .optional(),
  })
  .meta({ description: 'Who has to agree before a launch.' });
export type ApprovalWorkflow = z.infer<typeof ApprovalWorkflow>;

const noted = finding(
  ['approval_workflow'],
  'not_applied_yet',
  'The approval workflow is noted and not applied yet: the server has no approvals.',
);

export const noteApproval = (): Translated => translated({}, { notes: [noted] });

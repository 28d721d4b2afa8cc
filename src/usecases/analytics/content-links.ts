import type { Message } from '../../contracts/message.ts';
import type { EmailStep } from '../../contracts/step.ts';
import { type LinkTemplate, linkTemplates } from '../../domain/report/link-templates.ts';
import { stepFor } from '../../domain/sequence/variants.ts';
import type { ReadSequence } from '../engine/published-sequence.ts';
import type { TenantScope } from '../scope.ts';

type Made = Pick<Message, 'campaignId' | 'version' | 'stepId' | 'variant'>;

const wasClicked = ({ flags }: Message): boolean => flags.clicked !== null || flags.machineClicked !== null;

const contentKey = ({ version, stepId, variant }: Made): string =>
  JSON.stringify([version, stepId, variant?.key ?? null]);

/** The links of what the clicked ones of these mails were made of. */
export async function contentLinks(
  { readSequence }: { readonly readSequence: ReadSequence },
  scope: TenantScope,
  messages: readonly Message[],
): Promise<(message: Made) => readonly LinkTemplate[]> {
  const found = new Map<string, readonly LinkTemplate[]>();
  for (const message of messages) {
    const key = contentKey(message);
    if (found.has(key) || !wasClicked(message)) continue;
    const { steps } = await readSequence(scope, message.campaignId, message.version);
    const step = steps.find((one): one is EmailStep => one.kind === 'email' && one.id === message.stepId);
    found.set(key, linkTemplates((step && stepFor(step, message.variant?.key ?? null).html) ?? ''));
  }
  return (message) => found.get(contentKey(message)) ?? [];
}

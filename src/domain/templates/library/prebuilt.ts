import type { EmailBlocks } from '../../../contracts/blocks.ts';
import type { TemplateSettings } from '../../../contracts/campaign-template.ts';
import type { Sequence } from '../../../contracts/step.ts';

interface Labelled {
  readonly id: string;
  readonly name: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly description: string;
}

/** An email template that comes with the product. */
export interface PrebuiltMail extends Labelled {
  readonly subject: string;
  readonly previewText: string;
  readonly blocks: EmailBlocks;
}

/** A campaign template that comes with the product; its mails are blocks alone. */
export interface PrebuiltCampaign extends Labelled {
  /** As the specification states it, with its label. */
  readonly conversionRate: string | null;
  readonly settings: TemplateSettings;
  readonly sequence: Sequence;
}

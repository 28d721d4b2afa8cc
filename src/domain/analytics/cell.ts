import type { Message, SentVariant } from '../../contracts/message.ts';

type Counted = Pick<Message, 'timing' | 'variant'>;

const variantPart = ({ key, role }: SentVariant): string => `${role}:${key}`;

/**
 * Where a mail is counted apart within its step: by how its time was chosen and by its variant, as `optimized`, `test:b` or
 * `explored+outcome:a`. Undefined for a mail that is neither.
 */
export function cellOf({ timing, variant }: Counted): string | undefined {
  const parts = [...(timing?.arm ? [timing.arm] : []), ...(variant ? [variantPart(variant)] : [])];
  return parts.length > 0 ? parts.join('+') : undefined;
}

/** The cell as a count names it. */
export const cellField = (message: Counted): { variant?: string } => {
  const cell = cellOf(message);
  return cell === undefined ? {} : { variant: cell };
};

/** Whether a cell counts mails whose time was chosen so, or mails of a variant that were sent as that. */
export const isInCell = (cell: string, part: string | SentVariant): boolean =>
  cell.split('+').includes(typeof part === 'string' ? part : variantPart(part));

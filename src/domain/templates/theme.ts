import { EmailBlocks } from '../../contracts/blocks.ts';

/** The theme of a mail that asks for none. */
export const plainTheme: EmailBlocks['theme'] = EmailBlocks.shape.theme.parse(undefined);

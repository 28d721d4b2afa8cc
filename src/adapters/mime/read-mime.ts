import PostalMime, { type Address, type Attachment, decodeWords, type Email } from 'postal-mime';
import type { ReceivedMail } from '../../domain/replies/received-mail.ts';

/** Text enough to see who wrote it; a huge quote below it says nothing. */
const maxText = 256 * 1024;
const decoder = new TextDecoder();

/** Loaded when first used: nearly every reply has a text part. */
async function textOfHtml(html: string): Promise<string> {
  const { textOfReply } = await import('./text-of-reply.ts');
  return textOfReply(html.slice(0, maxText));
}

const addressOf = (from: Address | undefined): string => from?.address?.toLowerCase() ?? '';

const contentOf = ({ content }: Attachment): string =>
  typeof content === 'string' ? content : decoder.decode(content);

const partOf = ({ attachments }: Email, type: RegExp): string | null => {
  const part = attachments.find(({ mimeType }) => type.test(mimeType));
  return part ? contentOf(part).slice(0, maxText) : null;
};

/** Reads a mail's source. */
export async function readMime(raw: Uint8Array, receivedAt: string): Promise<ReceivedMail> {
  const email = await PostalMime.parse(raw, { forceRfc822Attachments: true });
  const text = email.text?.slice(0, maxText) ?? '';
  return {
    headers: email.headers.map(({ key, value }) => ({ name: key, value: decodeWords(value) })),
    from: addressOf(email.from),
    fromName: email.from?.name ?? '',
    subject: email.subject ?? '',
    text: text.trim() === '' && email.html ? await textOfHtml(email.html) : text,
    deliveryStatus: partOf(email, /^message\/(?:global-)?delivery-status$/),
    returnedHeaders: partOf(email, /^(?:text\/rfc822-headers|message\/(?:global-headers|rfc822|global))$/),
    receivedAt,
  };
}

import { randomBytes, randomUUID } from 'node:crypto';

/** `0100` + milliseconds in hexadecimal + UUID, as SES in us-east-1 makes them. */
export const newMessageId = (now: number): string => `0100${now.toString(16).padStart(12, '0')}-${randomUUID()}-000000`;

/** Received mails have 40 lower-case characters. */
export const newInboundId = (): string =>
  BigInt(`0x${randomBytes(32).toString('hex')}`)
    .toString(36)
    .slice(0, 40)
    .padStart(40, '0');

const isMessageId = (text: string): boolean => /^0100[0-9a-f]{12}-[0-9a-f-]{36}-000000$/.test(text);

const encode = (text: string): string => Buffer.from(text).toString('base64url');
const decode = (token: string): string => Buffer.from(token, 'base64url').toString();

export const openToken = (messageId: string): string => encode(messageId);
export const clickToken = (messageId: string, link: number): string => encode(`${messageId} ${link}`);

/** The mail and, for a click, the number of the link behind a tracking token. */
export function readToken(token: string): { readonly messageId: string; readonly link: number } | undefined {
  const [messageId = '', link = '0'] = decode(token).split(' ');
  return isMessageId(messageId) && /^\d+$/.test(link) ? { messageId, link: Number(link) } : undefined;
}

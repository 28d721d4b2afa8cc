import { type AddressObject, simpleParser } from 'mailparser';
import { readAlternative } from './alternative.ts';
import type { Header } from './mail.ts';
import { readHeaders, splitSource } from './raw-mail.ts';

export interface ReadMail {
  readonly from: string;
  readonly fromAddress: string;
  readonly replyTo: readonly string[];
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: readonly Header[];
}

type Field = AddressObject | AddressObject[] | undefined;

const flat = (field: Field): AddressObject[] => (field === undefined ? [] : [field].flat());
const addressesOf = (field: Field): string[] =>
  flat(field).flatMap(({ value }) =>
    value.flatMap((entry) => [entry, ...(entry.group ?? [])].flatMap(({ address }) => address || [])),
  );

/** Parses a mail's source. The parser is slow at bodies: of the usual shape of mail it is shown the headers only. */
export async function readMail(raw: Buffer): Promise<ReadMail> {
  const { head } = splitSource(raw);
  const content = readAlternative(raw);
  const mail = await simpleParser(content ? Buffer.from(`${head}\r\n\r\n`) : raw, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    skipTextLinks: true,
  });
  return {
    from: mail.from?.text ?? '',
    fromAddress: addressesOf(mail.from)[0] ?? '',
    replyTo: addressesOf(mail.replyTo),
    to: addressesOf(mail.to),
    cc: addressesOf(mail.cc),
    bcc: addressesOf(mail.bcc),
    subject: mail.subject ?? '',
    text: content?.text ?? mail.text ?? '',
    html: content?.html ?? (mail.html || ''),
    headers: readHeaders(head),
  };
}

/** The bare address of `Name <address>`. */
export const bareAddress = (text: string): string => (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim();
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();

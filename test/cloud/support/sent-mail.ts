/** A mail that SES has accepted. */
export interface SentMail {
  readonly messageId: string;
  readonly at: string;
  readonly to: string;
  readonly subject: string;
  readonly configurationSet: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The header lines, unfolded, in their order; none where nobody saw the mail itself. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

/** The value of a header. Throws when the mail has none. */
export function headerOf(mail: SentMail, name: string): string {
  const header = mail.headers.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (!header) throw new Error(`The mail to ${mail.to} has no header ${name}`);
  return header.value;
}

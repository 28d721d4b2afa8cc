/** A received mail as the rules see it: decoded, without attachments. */
export interface ReceivedMail {
  /** Names in lower case; values unfolded and decoded. */
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  /** Bare address in lower case; empty where there is none. */
  readonly from: string;
  /** The name its writer goes by; empty where there is none. */
  readonly fromName: string;
  readonly subject: string;
  /** The text part, or the HTML part as text. */
  readonly text: string;
  /** The machine-readable part of a delivery report (RFC 3464), as text. */
  readonly deliveryStatus: string | null;
  /** Headers of the mail that a report gives back. */
  readonly returnedHeaders: string | null;
  /** When SES took it, an instant. */
  readonly receivedAt: string;
}

/** The value of the first header of a name; empty where there is none. */
export const headerOf = (mail: Pick<ReceivedMail, 'headers'>, name: string): string =>
  mail.headers.find((header) => header.name === name)?.value.trim() ?? '';

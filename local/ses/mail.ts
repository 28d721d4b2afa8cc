export interface Header {
  readonly name: string;
  readonly value: string;
}

export interface Link {
  readonly url: string;
  /** `ses:tags` of the link, null when it has none. */
  readonly tags: Readonly<Record<string, readonly string[]>> | null;
}

/** A mail as stored: accepted by SendEmail or received. Instants are milliseconds since 1970. */
export interface Mail {
  readonly id: number;
  readonly messageId: string;
  readonly direction: 'outbound' | 'inbound';
  readonly at: number;
  /** The From header, decoded. */
  readonly from: string;
  /** Envelope recipients: To, Cc and Bcc. */
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Top-level headers, unfolded and as sent. */
  readonly headers: readonly Header[];
  readonly tags: Readonly<Record<string, readonly string[]>>;
  readonly configurationSet: string | null;
  readonly tracksOpens: boolean;
  /** Links that lead over the click counter; empty when clicks are not tracked. */
  readonly links: readonly Link[];
  /** Position among the mails to the first recipient under the same subject, from 0. */
  readonly occurrence: number;
}

export const headerOf = (headers: readonly Header[], name: string): string | undefined =>
  headers.find((header) => header.name.toLowerCase() === name.toLowerCase())?.value;

/** One thing that happened to a mail. */
export type Occurrence =
  | { readonly type: 'Send' }
  | { readonly type: 'Delivery'; readonly recipient: string }
  | { readonly type: 'Bounce'; readonly recipient: string; readonly bounceType: string; readonly bounceSubType: string }
  | { readonly type: 'Complaint'; readonly recipient: string }
  | { readonly type: 'DeliveryDelay'; readonly recipient: string }
  | { readonly type: 'Reject' }
  | ({ readonly type: 'Open' } & Seen)
  | ({ readonly type: 'Click'; readonly link: string; readonly linkTags: Link['tags'] } & Seen);

export interface Seen {
  readonly ipAddress: string;
  readonly userAgent: string;
  readonly isBotEvent: 'Likely' | 'Unlikely';
}

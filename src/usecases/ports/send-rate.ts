/** What SES allows the account, shared by every sender through one row of the table. Instants are milliseconds since 1970. */
export interface SendRateRow {
  /** Mails a second. */
  readonly maxSendRate: number;
  /** Mails left of the daily quota when `readAt` was read, less those leased since. */
  readonly room: number;
  readonly readAt: number;
  /** When the next turn is free. */
  readonly nextAt: number;
  /** Nobody sends before this instant. */
  readonly holdUntil: number;
}

export interface LeaseRequest {
  readonly mails: number;
  readonly now: number;
  /** How long the mails take at the allowed rate. */
  readonly spanMs: number;
  /** Turns that would begin later than this are not given. */
  readonly latest: number;
}

export type Lease =
  | { readonly granted: true; readonly startAt: number }
  | { readonly granted: false; readonly row: SendRateRow | undefined };

export interface SendRateStore {
  get(): Promise<SendRateRow | undefined>;
  /** Takes turns that nobody else has; one write. */
  lease(request: LeaseRequest): Promise<Lease>;
  /** True for one of all senders that want to read the account anew. */
  takeRefresh(now: number, readBefore: number): Promise<boolean>;
  saveAccount(account: { readonly maxSendRate: number; readonly room: number; readonly readAt: number }): Promise<void>;
  /** Holds every sender; false when they are held that long already. */
  hold(until: number): Promise<boolean>;
}

export interface SendingAccount {
  /** `max24HourSend` is −1 where there is no daily limit. */
  quota(): Promise<{ readonly maxSendRate: number; readonly max24HourSend: number; readonly sentLast24Hours: number }>;
}

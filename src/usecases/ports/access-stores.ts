/** The reply a keyed request was given, as it went out. */
export interface KeptReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null when the reply was too large to keep. */
  readonly body: string | null;
}

/** Whose key it is: keys of two organizations or two routes never meet. */
export interface KeyName {
  readonly tenantId: string;
  /** Method and path template. */
  readonly route: string;
  readonly key: string;
}

/** What is known of a key. All times are instants. */
export interface KeyedRequest {
  readonly fingerprint: string;
  /** When the key was first claimed; a take-over keeps it. */
  readonly startedAt: string;
  /** Names the run that may write the outcome. */
  readonly owner: string;
  readonly leaseUntil: string;
  readonly expiresAt: string;
  /** Null while a run is under way, or died. */
  readonly reply: KeptReply | null;
}

export interface IdempotencyStore {
  /** Writes the request unless one that has not expired at `now` is there, which it then answers with. */
  claim(name: KeyName, request: KeyedRequest, now: string): Promise<'claimed' | KeyedRequest>;
  /** Takes the request over from a run that died. False when somebody else did so first, or the run ended after all. */
  takeOver(name: KeyName, dead: KeyedRequest, owner: string, leaseUntil: string): Promise<boolean>;
  /** Keeps the outcome. False when the request is no longer owned by `owner`. */
  complete(name: KeyName, owner: string, reply: KeptReply): Promise<boolean>;
  /** Forgets the request, as if it had not come. */
  release(name: KeyName, owner: string): Promise<void>;
}

/** A bucket that requests are counted in: a key or an organization, and a class of routes. */
export interface BucketName {
  readonly tenantId: string;
  readonly subject: string;
  readonly rate: string;
}

export interface RateStore {
  /**
   * Adds `costMs` to the time at which the bucket is full again, and answers with that time (ms since 1970). A time before `now`, or
   * after `farMs`, which no clock of ours can have meant, counts as `now`. `seenMs` is that time as last heard of; 0 when unknown.
   */
  charge(bucket: BucketName, costMs: number, nowMs: number, farMs: number, seenMs: number): Promise<number>;
}

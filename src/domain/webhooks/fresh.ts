const freshMs = 60 * 60_000;

/**
 * Whether a happening that is found again may be told again: the work that found it first may have died before it told of it. Queues repeat
 * theirs well within the hour; what is older was told of, and webhooks made since need not hear it.
 */
export const fresh =
  (now: string) =>
  ({ at }: { readonly at: string }): boolean =>
    Date.parse(now) - Date.parse(at) <= freshMs;

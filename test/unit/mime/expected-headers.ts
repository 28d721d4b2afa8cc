/** Every header of a whole mail of ours, in order. DKIM signs them (RFC 6376 §5.4.1), the one-click pair too (RFC 8058 §4). */
export const expectedHeaders = [
  'from',
  'to',
  'reply-to',
  'subject',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'feedback-id',
  'message-id',
  'date',
  'mime-version',
  'content-type',
];

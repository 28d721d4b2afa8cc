/** The queues of the stack, each with its dead-letter queue, its alarms and its place in the redrive command. */
export const queueNames = [
  'Planning',
  'Enrolment',
  'Outbox',
  'Tracking',
  'Events',
  'Effects',
  'Transfers',
  'Inbound',
  'Archive',
  'Webhooks',
] as const;
export type QueueName = (typeof queueNames)[number];

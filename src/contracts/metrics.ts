/** The namespace and service dimension of the metrics that functions write and alarms read. */
export const metricsNamespace = 'PenguinMails';
export const metricsService = 'campaigns';

/** What the owner is alarmed about, counted by the functions themselves. */
export const metricNames = [
  'UnknownSends',
  'CounterDrift',
  'SendingHeld',
  'SweptEnrollments',
  'GuardrailPauses',
  'SendersLost',
  'ProviderHolds',
  'QuarantinedEvents',
  'WebhooksDisabled',
] as const;
export type MetricName = (typeof metricNames)[number];

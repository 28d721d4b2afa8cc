import * as z from 'zod';

const text = z.string().min(1);

/** Every variable a function may have; which ones it has is said in `lib`. Read here and nowhere else. */
const variables = {
  TABLE_NAME: text,
  BUCKET_NAME: text,
  SECRET_ARN: text,
  PLAN_QUEUE_URL: text,
  PLAN_QUEUE_ARN: text,
  ENROL_QUEUE_URL: text,
  OUTBOX_QUEUE_URL: text,
  EFFECTS_QUEUE_URL: text,
  EVENTS_QUEUE_URL: text,
  TRANSFERS_QUEUE_URL: text,
  TRACKING_QUEUE_URL: text,
  INBOUND_BUCKET_NAME: text,
  MAIL_TOPIC_ARN: text,
  WEBHOOKS_QUEUE_URL: text,
  STATE_MACHINE_ARN: text,
  EXPERIMENT_MACHINE_ARN: text,
  SCHEDULE_GROUP: text,
  SCHEDULE_ROLE_ARN: text,
  CONFIGURATION_SET: text,
  /** Whether each organization is an SES tenant. */
  SES_TENANTS: z.enum(['on', 'off']),
  /** What the ARNs of SES resources begin with. */
  SES_ARN_START: text,
  REDRIVE_ROUTES: text,
  AWS_REGION: text,
  /** Who issues the tokens of people, and to which client. */
  TOKEN_ISSUER: z.url(),
  TOKEN_CLIENT_ID: text,
  USER_POOL_ID: text,
  /** Who mails about the system itself; empty where nobody does. */
  SYSTEM_SENDER: z.string(),
  PUBLIC_URL: z.url(),
  /** Empty where the owner has no domain whose mail SES receives. */
  REPLY_DOMAIN: z.string(),
  /** Hosts, divided by commas, that webhooks may call although they are not public. */
  WEBHOOK_INTERNAL_HOSTS: z.string(),
  /** Whom to ask for DNS records instead of the system's own, divided by commas. */
  DNS_SERVERS: z.string().default(''),
  /** Multiplies the rate limits of the API; without it, or with 0, there are none. */
  RATE_LIMIT_SCALE: z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .default('0'),
};

/** The value of a variable; a missing or malformed one fails loudly, by name. */
export function env(name: keyof typeof variables): string {
  const parsed = variables[name].safeParse(process.env[name]);
  if (!parsed.success) throw new Error(`Environment variable ${name} is missing or malformed`);
  return parsed.data;
}

import type { ControlRoute } from '../control/routes.ts';
import { json } from '../control/routes.ts';
import { answerOf, machineReplyTo, replyTo } from '../people/reply.ts';
import type { AwsResponse, Clock } from '../service.ts';
import { eventDetail } from '../ses/event-shape.ts';
import type { Mail } from '../ses/mail.ts';
import type { Ses } from '../ses/ses.ts';
import { type FullEvent, FullEventSchema, occurrenceOf, type ShortEvent, ShortEventSchema } from './short-event.ts';

/** An event found good: does what it says. */
type Publish = () => Promise<unknown>;

interface Fault {
  readonly field: string;
  readonly message: string;
}

/** `POST /_local/ses-events`: publishes events as if SES had seen them. Nothing is published unless all are good. */
export function sesEventsRoute(ses: Ses, clock: Clock): ControlRoute {
  return {
    method: 'POST',
    path: '/_local/ses-events',
    handler: async ({ body }) => {
      const given = parsed(body.toString());
      const events: readonly unknown[] = Array.isArray(given) ? given : [given];
      const ready: Publish[] = [];
      for (const [index, event] of events.entries()) {
        const checked = check(ses, clock, event);
        if (typeof checked !== 'function') return refused(index, checked);
        ready.push(checked);
      }
      for (const publish of ready) await publish();
      return json({ published: ready.length });
    },
  };
}

function check(ses: Ses, clock: Clock, event: unknown): Publish | Fault {
  const isFull = typeof event === 'object' && event !== null && 'eventType' in event;
  if (isFull) {
    const { data, error } = FullEventSchema.safeParse(event);
    return error ? faultOf(error.issues[0]) : () => publishFull(ses, clock, data);
  }
  const { data, error } = ShortEventSchema.safeParse(event);
  return error ? faultOf(error.issues[0]) : checkShort(ses, clock, data);
}

function checkShort(ses: Ses, clock: Clock, event: ShortEvent): Publish | Fault {
  const mail = findMail(ses, event);
  if (!mail) {
    const field = event.messageId === undefined ? (event.sendId === undefined ? 'to' : 'sendId') : 'messageId';
    return { field, message: 'there is no such mail' };
  }
  const recipient = event.to ?? mail.recipients[0] ?? '';
  const at = event.at === undefined ? undefined : Date.parse(event.at);
  if (event.type === 'Reply') {
    const { by, text = answerOf(0) } = event;
    const written = () => at ?? clock.now();
    return async () =>
      ses.receive(
        await (by ? machineReplyTo(mail, recipient, by, written()) : replyTo(mail, recipient, text, written())),
      );
  }
  const occurrence = occurrenceOf(event.type, event, mail, recipient);
  if (!occurrence) return { field: 'link', message: 'the mail has no tracked link: say which was clicked' };
  return () => ses.record(mail, occurrence, at);
}

function findMail({ mails }: Ses, { messageId, sendId, to, subject }: ShortEvent): Mail | undefined {
  if (messageId !== undefined) return mails.byMessageId(messageId);
  if (sendId !== undefined) return mails.bySendId(sendId);
  return to === undefined ? undefined : mails.latestTo(to, subject);
}

async function publishFull(ses: Ses, clock: Clock, event: FullEvent): Promise<void> {
  const mail = ses.mails.byMessageId(event.mail.messageId);
  const set = event.mail.tags?.['ses:configuration-set']?.[0] ?? mail?.configurationSet ?? undefined;
  const release = clock.busy('ses');
  try {
    await ses.publish(set, event);
  } finally {
    release();
  }
  if (mail) ses.mails.addEvent(mail.id, { type: event.eventType, at: clock.now(), detail: eventDetail(event) });
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[];
}

const faultOf = (issue: Issue | undefined): Fault => ({
  field: [...(issue?.path ?? []), ...(issue?.keys?.slice(0, 1) ?? [])].map(String).join('.') || 'body',
  message: issue?.message ?? 'not valid',
});

const refused = (index: number, { field, message }: Fault): AwsResponse => ({
  status: 400,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({
    title: 'Bad input',
    status: 400,
    detail: `Event ${index}: ${field}: ${message}`,
    index,
    field,
  }),
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

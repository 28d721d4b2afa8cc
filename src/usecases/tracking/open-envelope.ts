import type * as z from 'zod';
import { SnsEnvelope, TrackingNotification } from '../../contracts/ses-event.ts';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export type Opened =
  | { readonly ok: true; readonly notification: z.infer<typeof TrackingNotification> }
  | { readonly ok: false; readonly why: string };

const refused = (why: string): Opened => ({ ok: false, why });

/** What a message holds that came as SES wrote it, or in the envelope of SNS; without reason to read it, why not. */
export function openEnvelope(body: string, topicArn: string): Opened {
  const json = parseJson(body);
  if (json === undefined) return refused('It is no JSON.');
  const envelope = SnsEnvelope.safeParse(json);
  if (envelope.success && envelope.data.TopicArn !== topicArn)
    return refused(`It came from the topic ${envelope.data.TopicArn}, which is not ours.`);
  const parsed = TrackingNotification.safeParse(envelope.success ? parseJson(envelope.data.Message) : json);
  return parsed.success ? { ok: true, notification: parsed.data } : refused('It is no event that SES describes.');
}

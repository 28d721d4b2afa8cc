import { AccessDenied, actingAs, type Backplane, type Bill, type Clock } from '../service.ts';
import { commonHeaders } from './event-shape.ts';
import { newInboundId } from './ids.ts';
import { headerOf, type Mail } from './mail.ts';
import type { MailStore } from './mail-store.ts';
import { bareAddress, domainOf, readMail } from './read-mail.ts';
import type { ReceiptAction, SesTemplate } from './template.ts';

interface Deps {
  readonly mails: MailStore;
  readonly template: SesTemplate;
  readonly clock: Clock;
  readonly backplane: Backplane;
  readonly bill?: Bill | undefined;
}

type Json = Record<string, unknown>;

interface Arrival {
  readonly mail: Mail;
  readonly raw: Buffer;
  readonly recipients: readonly string[];
}

const CHUNK = 256 * 1024;

/** Takes a mail from outside: stores it and runs the receipt rules that match a recipient, in their order. */
export const receiver =
  (deps: Deps) =>
  async (raw: Buffer, envelopeTo?: readonly string[]): Promise<Mail> => {
    const content = await readMail(raw);
    const recipients = envelopeTo ?? [...content.to, ...content.cc, ...content.bcc];
    const mail = deps.mails.add({
      messageId: newInboundId(),
      direction: 'inbound',
      at: deps.clock.now(),
      from: content.from,
      recipients,
      subject: content.subject,
      text: content.text,
      html: content.html,
      headers: content.headers,
      tags: {},
      configurationSet: null,
      tracksOpens: false,
      links: [],
      raw,
    });
    const text = raw.toString('latin1');
    deps.bill?.('sesInbound', text);
    deps.bill?.('sesInboundChunk', text, Math.ceil(raw.length / CHUNK));
    await runRules(deps, { mail, raw, recipients });
    return mail;
  };

/** Whether a receipt rule takes mail for an address: rules name addresses, domains or, with a dot first, sub-domains. */
export function receives({ rules }: SesTemplate, address: string): boolean {
  return rules.some(
    ({ recipients }) => recipients.length === 0 || recipients.some((wanted) => matches(wanted.toLowerCase(), address)),
  );
}

function matches(wanted: string, address: string): boolean {
  if (wanted.includes('@'))
    return wanted === address.toLowerCase().replace(/\+[^@]*@/, '@') || wanted === address.toLowerCase();
  return wanted.startsWith('.') ? domainOf(address).endsWith(wanted) : domainOf(address) === wanted;
}

async function runRules(deps: Deps, arrival: Arrival): Promise<void> {
  for (const rule of deps.template.rules) {
    const recipients = arrival.recipients.filter((address) => receives({ ...deps.template, rules: [rule] }, address));
    if (recipients.length === 0) continue;
    for (const action of rule.actions) {
      if (action.StopAction) return;
      const backplane = actingAs(deps.backplane, { service: 'ses.amazonaws.com', sourceArn: rule.arn });
      await permitted(runAction({ ...deps, backplane }, { ...arrival, recipients }, action));
    }
  }
}

/** An action that a policy does not allow is left out; enforcement says so. */
async function permitted(action: Promise<void>): Promise<void> {
  try {
    await action;
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
  }
}

async function runAction({ backplane, clock }: Deps, arrival: Arrival, action: ReceiptAction): Promise<void> {
  const now = clock.now();
  if (action.S3Action) {
    const { BucketName: bucketName, ObjectKeyPrefix: objectKeyPrefix = '', TopicArn: topicArn } = action.S3Action;
    const objectKey = `${objectKeyPrefix}${arrival.mail.messageId}`;
    await backplane.putObject(bucketName, objectKey, arrival.raw);
    const done = { type: 'S3', ...(topicArn ? { topicArn } : {}), bucketName, objectKeyPrefix, objectKey };
    if (topicArn) await backplane.publish(topicArn, JSON.stringify(notification(arrival, done, now)));
  }
  if (action.SNSAction) {
    const { TopicArn: topicArn } = action.SNSAction;
    const message = {
      ...notification(arrival, { type: 'SNS', topicArn, encoding: 'UTF-8' }, now),
      content: arrival.raw.toString(),
    };
    await backplane.publish(topicArn, JSON.stringify(message));
  }
  if (action.LambdaAction) {
    const { FunctionArn: functionArn } = action.LambdaAction;
    const { mail, receipt } = notification(arrival, { type: 'Lambda', functionArn, invocationType: 'Event' }, now);
    await backplane.invoke(functionArn, {
      Records: [{ eventSource: 'aws:ses', eventVersion: '1.0', ses: { mail, receipt } }],
    });
  }
}

const PASS = { status: 'PASS' };

function notification({ mail, recipients }: Arrival, action: Json, now: number): Json {
  const source = bareAddress(headerOf(mail.headers, 'Return-Path') ?? headerOf(mail.headers, 'From') ?? '');
  return {
    notificationType: 'Received',
    mail: {
      timestamp: new Date(mail.at).toISOString(),
      source,
      messageId: mail.messageId,
      destination: mail.recipients,
      headersTruncated: false,
      headers: mail.headers,
      commonHeaders: { returnPath: source, ...commonHeaders(mail) },
    },
    receipt: {
      timestamp: new Date(now).toISOString(),
      processingTimeMillis: Math.max(0, now - mail.at),
      recipients,
      spamVerdict: PASS,
      virusVerdict: PASS,
      spfVerdict: PASS,
      dkimVerdict: PASS,
      dmarcVerdict: PASS,
      action,
    },
  };
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { AddressHash } from '../../usecases/ports/crowd-store.ts';
import type { WebhookSecrets } from '../../usecases/ports/effect-store.ts';
import type { AddressTokens, Tokens } from '../../usecases/ports/effects.ts';
import type { EmailHash } from '../dynamo/email-hash.ts';

const Secret = z.object({ kid: z.string().min(1), key: z.string().min(32) });
type Secret = z.infer<typeof Secret>;

const macOf = (secret: Secret, purpose: string, body: string, bytes: number): Buffer =>
  createHmac('sha256', secret.key).update(`${purpose}\n${body}`).digest().subarray(0, bytes);

const encode = (text: string): string => Buffer.from(text).toString('base64url');
const decode = (text: string): string => Buffer.from(text, 'base64url').toString();

const readParts = (body: string): readonly string[] | undefined => {
  const parsed = z.array(z.string()).safeParse(JSON.parse(decode(body)));
  return parsed.success ? parsed.data : undefined;
};

/** 128 bits. */
const macBytes = 16;

/** `r-` and `u-`, tenant (10), contact (26), the beginning of the send id (8), MAC (10): 56 lower-case characters of the 64 allowed. */
const addressShape = /^([ru])-([0-9a-z]{10})([0-9a-z]{26})([0-9a-z]{8})([0-9a-z]{10})$/;
const addressPrefix = { reply: 'r', unsubscribe: 'u' } as const;
const tail = (id: string): string => id.slice(id.indexOf('_') + 1);
const shortMac = (secret: Secret, body: string): string =>
  BigInt(`0x${macOf(secret, 'address', body, 8).toString('hex')}`)
    .toString(36)
    .padStart(10, '0')
    .slice(0, 10);

export interface Signing {
  readonly tokens: Tokens;
  readonly addresses: AddressTokens;
  readonly hash: EmailHash;
  readonly hashAddress: AddressHash;
  readonly webhookSecrets: WebhookSecrets;
}

/**
 * Signs tokens and hashes addresses with the installation's secret, read once per container. A token is `kid.body.mac`, bound to its
 * purpose; a wrong one is `undefined`, never an error.
 */
export function signing(secretArn: string, client = new SecretsManagerClient({})): Signing {
  let loaded: Promise<Secret> | undefined;
  const load = async (): Promise<Secret> => {
    const reply = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    return Secret.parse(JSON.parse(reply.SecretString ?? '{}'));
  };
  const secret = (): Promise<Secret> => {
    loaded ??= load().catch((cause: unknown) => {
      loaded = undefined;
      throw cause;
    });
    return loaded;
  };

  const tokens: Tokens = {
    sign: async (purpose, parts) => {
      const known = await secret();
      const body = encode(JSON.stringify(parts));
      return `${known.kid}.${body}.${macOf(known, purpose, body, macBytes).toString('base64url')}`;
    },
    verify: async (purpose, token) => {
      const known = await secret();
      const [kid, body, mac, ...rest] = token.split('.');
      if (kid !== known.kid || !body || !mac || rest.length > 0) return undefined;
      const given = Buffer.from(mac, 'base64url');
      const wanted = macOf(known, purpose, body, macBytes);
      const genuine =
        given.length === wanted.length && given.toString('base64url') === mac && timingSafeEqual(given, wanted);
      return genuine ? readParts(body) : undefined;
    },
  };
  const addresses: AddressTokens = {
    localPart: async (purpose, ref) => {
      const body = `${addressPrefix[purpose]}-${tail(ref.tenantId)}${tail(ref.contactId)}${ref.sendId.slice(0, 8)}`;
      return `${body}${shortMac(await secret(), body)}`;
    },
    read: async (localPart) => {
      const [whole, prefix, tenant, contact, sendIdStart, mac] = addressShape.exec(localPart.toLowerCase()) ?? [];
      if (!whole || !tenant || !contact || !sendIdStart) return undefined;
      if (shortMac(await secret(), whole.slice(0, -10)) !== mac) return undefined;
      return {
        purpose: prefix === 'r' ? 'reply' : 'unsubscribe',
        tenantId: `ten_${tenant}`,
        contactId: `con_${contact}`,
        sendIdStart,
      };
    },
  };
  return {
    tokens,
    addresses,
    webhookSecrets: {
      secretOf: async (tenantId) => `whsec_${macOf(await secret(), 'webhook', tenantId, 32).toString('base64')}`,
    },
    hashAddress: async (tenantId, address) =>
      macOf(await secret(), 'address-seen', `${tenantId}\n${address}`, 6).toString('base64url'),
    hash: async (tenantId, email) => macOf(await secret(), 'email', `${tenantId}\n${email}`, 20).toString('hex'),
  };
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { isPublicAddress, type Resolve, targetOf } from '../../../src/adapters/webhooks/public-address.ts';
import { webhookSender } from '../../../src/adapters/webhooks/webhook-sender.ts';

const nobody: ReadonlySet<string> = new Set();
const leadsTo =
  (...addresses: string[]): Resolve =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('the address of a webhook', () => {
  it.each([
    '10.0.0.1',
    '172.16.3.4',
    '192.168.1.1',
    '127.0.0.1',
    '0.0.0.0',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00:ec2::254',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '64:ff9b::a9fe:a9fe',
    '2001:db8::1',
    '2002:a00:1::',
    'not an address',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['93.184.216.34', '1.1.1.1', '2606:4700:4700::1111'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(['http://example.com/hook', 'https://user:secret@example.com/'])(
    '%s is refused as it is written',
    async (url) => {
      expect(await targetOf(url, nobody, leadsTo('93.184.216.34'))).toMatchObject({ ok: false, kind: 'refused' });
    },
  );

  it('is refused where any address of its host is private', async () => {
    const both = leadsTo('93.184.216.34', '10.0.0.8');
    expect(await targetOf('https://example.com/', nobody, both)).toMatchObject({ ok: false, kind: 'refused' });
  });

  it.each(['https://2130706433/', 'https://0x7f.1/', 'https://0177.0.0.1/'])(
    '%s is the loopback in disguise',
    async (url) => {
      expect(await targetOf(url, nobody, async (host) => [{ address: host, family: 4 }])).toMatchObject({
        kind: 'refused',
      });
    },
  );

  it('may be private and plain http where the owner of the stack said so', async () => {
    expect(await targetOf('http://crm.internal/', new Set(['crm.internal']), leadsTo('10.0.0.8'))).toMatchObject({
      ok: true,
      address: '10.0.0.8',
    });
  });

  it('is worth another attempt where the host has no address now', async () => {
    const gone: Resolve = () => Promise.reject(new Error('ENOTFOUND'));
    expect(await targetOf('https://example.com/', nobody, gone)).toMatchObject({ ok: false, kind: 'unreachable' });
  });
});

describe('a webhook call', () => {
  const servers: { close(): void }[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  const receiver = async (
    status: number,
    headers: Record<string, string> = {},
  ): Promise<{ url: string; calls: string[] }> => {
    const calls: string[] = [];
    const server = createServer((request, response) => {
      calls.push(request.url ?? '');
      response.writeHead(status, headers).end('x'.repeat(10));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    servers.push(server);
    return { url: `http://hook.test:${(server.address() as AddressInfo).port}/in`, calls };
  };
  const sender = webhookSender(new Set(['hook.test']), leadsTo('127.0.0.1'));
  const send = (url: string) => sender.send({ url, id: 'eff_1', secret: `whsec_${'A'.repeat(43)}=`, body: '{}' });

  it('goes to the address that was looked up, and no redirect is followed', async () => {
    const { url, calls } = await receiver(302, { location: 'http://169.254.169.254/latest/meta-data' });
    expect(await send(url)).toEqual({ kind: 'answered', status: 302 });
    expect(calls).toEqual(['/in']);
  });

  it('that nobody answers is unreachable', async () => {
    const { url } = await receiver(200);
    for (const server of servers.splice(0)) server.close();
    expect(await send(url)).toMatchObject({ kind: 'unreachable' });
  });
});

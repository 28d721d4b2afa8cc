import { type MailboxProvider, mailboxProviders } from '../../contracts/provider.ts';
import { domainOf } from '../contact/address.ts';

/** Domains whose mailboxes a provider keeps. Domains of companies at Google or Microsoft say nothing of it: they are `other`. */
const domainsOf: { readonly [P in Exclude<MailboxProvider, 'other'>]: readonly string[] } = {
  google: ['gmail.com', 'googlemail.com', 'google.com'],
  microsoft: ['hotmail.*', 'outlook.*', 'live.*', 'msn.com', 'windowslive.com', 'passport.com'],
  yahoo: ['yahoo.*', 'ymail.com', 'rocketmail.com', 'myyahoo.com', 'aol.*', 'aim.com', 'netscape.net', 'verizon.net'],
  apple: ['icloud.com', 'me.com', 'mac.com', 'privaterelay.appleid.com'],
  gmx: ['gmx.*', 'web.de', 'mail.com', '1und1.de', 'ionos.de'],
  telekom: ['t-online.de', 'magenta.de'],
  orange: ['orange.fr', 'wanadoo.fr'],
  laposte: ['laposte.net'],
  libero: ['libero.it', 'virgilio.it', 'inwind.it', 'iol.it'],
  comcast: ['comcast.net', 'xfinity.com'],
  proton: ['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me'],
  yandex: ['yandex.*', 'ya.ru'],
  mailru: ['mail.ru', 'inbox.ru', 'list.ru', 'bk.ru', 'internet.ru'],
  qq: ['qq.com', 'foxmail.com', 'vip.qq.com'],
  netease: ['163.com', '126.com', 'yeah.net'],
};

const providers: ReadonlyMap<string, MailboxProvider> = new Map(
  mailboxProviders.flatMap((provider) =>
    provider === 'other' ? [] : domainsOf[provider].map((domain) => [domain, provider] as const),
  ),
);

/** `hotmail.co.uk` and `yahoo.fr` are of `hotmail.*` and `yahoo.*`; `yahoo.evil.example` is not. */
const anyCountry = /^([^.]+)\.(?:com|net|[a-z]{2}|(?:com|co|ne)\.[a-z]{2})$/;

/** Who keeps the mailbox of an address, by its domain alone. A bare domain will do. */
export function providerOf(email: string): MailboxProvider {
  const domain = domainOf(email);
  const [, name] = anyCountry.exec(domain) ?? [];
  return providers.get(domain) ?? (name === undefined ? undefined : providers.get(`${name}.*`)) ?? 'other';
}

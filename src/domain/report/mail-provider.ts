/** Domains under which large mailbox providers give addresses to people; what stands behind other domains cannot be seen from the name. */
const families: Readonly<Record<string, readonly string[]>> = {
  Gmail: ['gmail.com', 'googlemail.com'],
  Microsoft: ['outlook.com', 'hotmail.com', 'live.com', 'msn.com', 'passport.com', 'windowslive.com'],
  Yahoo: ['yahoo.com', 'ymail.com', 'rocketmail.com', 'myyahoo.com'],
  AOL: ['aol.com', 'aim.com', 'netscape.net'],
  Apple: ['icloud.com', 'me.com', 'mac.com'],
  Proton: ['proton.me', 'protonmail.com', 'pm.me'],
  GMX: ['gmx.de', 'gmx.net', 'gmx.com', 'gmx.at', 'gmx.ch'],
  'WEB.DE': ['web.de'],
  'T-Online': ['t-online.de', 'magenta.de'],
  Orange: ['orange.fr', 'wanadoo.fr'],
  Comcast: ['comcast.net', 'xfinity.com'],
  'Mail.ru': ['mail.ru', 'bk.ru', 'inbox.ru', 'list.ru'],
  Yandex: ['yandex.ru', 'yandex.com', 'ya.ru'],
  QQ: ['qq.com', 'foxmail.com'],
  NetEase: ['163.com', '126.com', 'yeah.net'],
};

const byDomain: ReadonlyMap<string, string> = new Map(
  Object.entries(families).flatMap(([family, domains]) => domains.map((domain) => [domain, family] as const)),
);

/** Providers with a domain in many countries, `yahoo.co.uk` and `hotmail.fr`. */
const international: readonly (readonly [RegExp, string])[] = [
  [/^(hotmail|live|outlook|msn)\.(co\.|com\.)?[a-z]{2}$/, 'Microsoft'],
  [/^yahoo\.(co\.|com\.)?[a-z]{2}$/, 'Yahoo'],
  [/^yandex\.(com\.)?[a-z]{2}$/, 'Yandex'],
];

/** The addresses of contacts who are gone, and domains of companies and of small providers. */
export const unknownDomain = '(unknown)';
export const otherProvider = 'Other';

export const domainOf = (email: string | undefined): string =>
  email === undefined ? unknownDomain : email.slice(email.lastIndexOf('@') + 1).toLowerCase();

/** Whose mailboxes are under a domain, by its name alone. */
export const providerOf = (domain: string): string =>
  byDomain.get(domain) ?? international.find(([shape]) => shape.test(domain))?.[1] ?? otherProvider;

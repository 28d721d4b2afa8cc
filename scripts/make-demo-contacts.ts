import { writeFileSync } from 'node:fs';
import { companies, industries, type Region, regions, tags } from './demo-people.ts';

const count = 500;
const header = [
  'email',
  'firstName',
  'lastName',
  'company',
  'industry',
  'companySize',
  'country',
  'timezone',
  'leadScore',
  'tags',
];

/** Mulberry32: the same seed gives the same people everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const letters: Readonly<Record<string, string>> = {
  ø: 'o',
  æ: 'ae',
  ß: 'ss',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  œ: 'oe',
};

const ascii = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[øæßłđðþıœ]/g, (letter) => letters[letter] ?? '')
    .normalize('NFKD')
    .replace(/[^a-z0-9]/g, '');

interface Name {
  readonly shown: string;
  readonly latin: string;
}

function nameOf(entry: string): Name {
  const [shown = '', latin = shown] = entry.replaceAll('_', ' ').split('|');
  return { shown, latin: ascii(latin) };
}

type Pick = <T>(list: readonly T[]) => T;

function picker(random: () => number): Pick {
  return (list) => {
    const item = list[Math.floor(random() * list.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  };
}

const hosts = (company: string): readonly string[] => {
  const slug = company.toLowerCase().replaceAll(' ', '-');
  return [`${slug}.example`, `${slug}.example`, 'example.com', 'example.org', 'example.net', 'mail.example'];
};

const sizes = [3, 8, 15, 27, 42, 60, 85, 120, 240, 480, 950, 2_300, 7_800] as const;

function person(region: Region, pick: Pick, random: () => number): readonly string[] {
  const [first, last, company] = [nameOf(pick(region.first)), nameOf(pick(region.last)), pick(companies)];
  const leadScore = Math.floor(random() ** 1.5 * 101);
  const own = tags.filter(() => random() < 0.2);
  const email = `${first.latin}.${last.latin}@${pick(hosts(company))}`;
  const zone = pick(region.zones);
  return [
    email,
    first.shown,
    last.shown,
    company,
    pick(industries),
    String(pick(sizes)),
    region.country,
    zone,
    String(leadScore),
    own.join(';'),
  ];
}

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** The 500 made-up people of `demo/contacts.csv`, every region at least once, no address twice. */
export function demoContactsCsv(): string {
  const random = randomFrom(20_261_125);
  const pick = picker(random);
  const rows = new Map<string, readonly string[]>();
  for (let i = 0; rows.size < count; i++) {
    const row = person(regions[i] ?? pick(regions), pick, random);
    const [email = ''] = row;
    if (!rows.has(email)) rows.set(email, row);
  }
  return [header, ...rows.values()].map((row) => `${row.map(cell).join(',')}\n`).join('');
}

if (import.meta.main) writeFileSync(new URL('../demo/contacts.csv', import.meta.url), demoContactsCsv());

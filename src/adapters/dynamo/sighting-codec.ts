import * as z from 'zod';
import { Sighting } from '../../contracts/sighting.ts';

/** How opens and clicks lie on the row of their mail: links once each, and a line for each sighting. */
export interface PackedSightings {
  readonly seen: readonly string[];
  readonly seenLinks: readonly string[];
}

const Packed = z.object({ seen: z.array(z.string()).default([]), seenLinks: z.array(z.string()).default([]) });

const separator = '|';
const time = (instant: string | null): string => (instant === null ? '' : Date.parse(instant).toString(36));
const readTime = (text: string): string => new Date(Number.parseInt(text, 36)).toISOString();

function pack(sighting: Sighting, links: readonly string[]): string {
  const { id, kind, at, link, ip, agent, score, reasons, restatedAt } = sighting;
  return [
    id,
    kind,
    time(at),
    link === null ? '' : links.indexOf(link),
    ip ?? '',
    agent ?? '',
    sighting.class,
    score,
    reasons.join(','),
    time(restatedAt),
  ].join(separator);
}

function unpack(line: string, links: readonly string[]): Sighting {
  const [id, kind, at = '', link = '', ip, agent, actor, score, reasons, restatedAt] = line.split(separator);
  return Sighting.parse({
    id,
    kind,
    at: readTime(at),
    link: link === '' ? null : (links[Number(link)] ?? null),
    ip: ip || null,
    agent: agent || null,
    class: actor,
    score: Number(score),
    reasons: reasons ? reasons.split(',') : [],
    restatedAt: restatedAt ? readTime(restatedAt) : null,
  });
}

/** Nothing where a mail was never opened or clicked: then the row stays as small as it was. */
export function packSightings(sightings: readonly Sighting[]): PackedSightings | undefined {
  if (sightings.length === 0) return undefined;
  const seenLinks = [...new Set(sightings.flatMap(({ link }) => link ?? []))];
  return { seen: sightings.map((sighting) => pack(sighting, seenLinks)), seenLinks };
}

export function readSightings(item: unknown): Sighting[] {
  const { seen, seenLinks } = Packed.parse(item);
  return seen.map((line) => unpack(line, seenLinks));
}

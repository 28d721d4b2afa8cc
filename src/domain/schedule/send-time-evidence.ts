import { maxEvidence, maxEvidenceWeight, type SendTimeHistory } from '../../contracts/send-window.ts';
import { epochDayOf } from './local-words.ts';
import { localOf } from './zone-offset.ts';

export interface ReadingEvent {
  readonly at: string;
  readonly kind: 'open' | 'click' | 'machine';
}

const quarterMs = 15 * 60_000;
const quarters = 96;

/** A click shows a reader for certain, an open does not always; a machine says nothing about when its owner reads (reliability §6). */
const weights = { open: 1, click: 3, machine: 0 } as const satisfies Record<ReadingEvent['kind'], number>;

type Entry = SendTimeHistory[number];

const newestFirst = ([bin, , day]: Entry, [otherBin, , otherDay]: Entry): number => otherDay - day || otherBin - bin;

/** The history with one more event, in the local time of the reader's zone; the newest 32 quarters of an hour are kept. */
export function addEvidence(history: SendTimeHistory, event: ReadingEvent, zone: string): SendTimeHistory {
  const weight = weights[event.kind];
  if (weight === 0) return history;
  const local = localOf(Date.parse(event.at), zone);
  const day = epochDayOf(local);
  const bin = Math.floor(local / quarterMs) - day * quarters;
  const isSame = ([otherBin, , otherDay]: Entry): boolean => otherBin === bin && otherDay === day;
  const before = history.find(isSame)?.[1] ?? 0;
  const entry: Entry = [bin, Math.min(maxEvidenceWeight, before + weight), day];
  return [...history.filter((other) => !isSame(other)), entry].sort(newestFirst).slice(0, maxEvidence);
}

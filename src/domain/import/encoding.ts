import { fail, ok, type Result } from '../result.ts';
import { type FileProblem, fileProblem } from './file-problem.ts';

export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

/** How the bytes of a file become text; `start` is where its first character stands, behind a byte order mark. */
export interface FileEncoding {
  readonly encoding: Encoding;
  readonly start: number;
}

const marks: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

const binary = fileProblem('not_text', 'The file is no text. Export the contacts as CSV, UTF-8.');

/** Length of the valid UTF-8 sequence of several bytes that begins at an offset; 0 where there is none (RFC 3629, section 4). */
function sequenceAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const second = bytes[at + 1] ?? 0;
  const tail = (n: number): boolean => ((bytes[at + n] ?? 0) & 0xc0) === 0x80;
  if (lead >= 0xc2 && lead <= 0xdf) return tail(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const allowed = (lead !== 0xe0 || second >= 0xa0) && (lead !== 0xed || second < 0xa0);
    return allowed && tail(1) && tail(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const allowed = (lead !== 0xf0 || second >= 0x90) && (lead !== 0xf4 || second < 0x90);
    return allowed && tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

interface Evidence {
  /** Characters of several bytes that are sound UTF-8. */
  readonly sequences: number;
  /** Bytes that cannot be UTF-8. */
  readonly strays: number;
}

/** Counts what speaks for UTF-8 and against it. A character that the end of the bytes cuts counts for neither. */
export function utf8Evidence(bytes: Uint8Array): Evidence {
  let sequences = 0;
  let strays = 0;
  for (let at = 0; at < bytes.length; ) {
    if ((bytes[at] ?? 0) < 0x80) {
      at++;
      continue;
    }
    const length = sequenceAt(bytes, at);
    if (length > 0) sequences++;
    else if (at + 4 <= bytes.length || (bytes[at] ?? 0) < 0xc2) strays++;
    at += Math.max(1, length);
  }
  return { sequences, strays };
}

/** Half of the bytes of Latin text in UTF-16 are NUL: the even ones when the high byte comes first. */
function unmarkedUtf16(head: Uint8Array): Encoding | undefined {
  const sample = head.subarray(0, 2_000);
  const nulls = [0, 1].map((parity) => sample.filter((byte, at) => byte === 0 && at % 2 === parity).length);
  const [even = 0, odd = 0] = nulls;
  if (even + odd <= sample.length / 4) return undefined;
  if (odd > 10 * even) return 'utf-16le';
  return even > 10 * odd ? 'utf-16be' : undefined;
}

/**
 * The encoding of a file by its first megabytes: its byte order mark, the NULs of UTF-16, else UTF-8 unless more bytes speak against it
 * than characters for it; then Windows-1252, what spreadsheets of Western Windows write.
 */
export function detectEncoding(head: Uint8Array): Result<FileEncoding, FileProblem> {
  const marked = marks.find(([, mark]) => mark.every((byte, at) => head[at] === byte));
  if (marked) return ok({ encoding: marked[0], start: marked[1].length });
  const wide = unmarkedUtf16(head);
  if (wide) return ok({ encoding: wide, start: 0 });
  if (head.subarray(0, 2_000).filter((byte) => byte === 0).length > 20) return fail(binary);
  const { sequences, strays } = utf8Evidence(head);
  return ok({ encoding: strays > sequences ? 'windows-1252' : 'utf-8', start: 0 });
}

/** Bytes that Windows-1252 leaves undefined read as these controls; NUL is in no text. */
const noText = /[\0\u0081\u008d\u008f\u0090\u009d]/;

/** The text of bytes; undefined when they are not wholly of the encoding. */
export function decodeStrictly(bytes: Uint8Array, encoding: Encoding): string | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
    if (encoding !== 'windows-1252') return text.includes('\0') ? undefined : text;
    const { sequences, strays } = utf8Evidence(bytes);
    return noText.test(text) || (sequences > 0 && strays === 0) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** The text with a sign in place of every byte that has no meaning, for reports. */
export const decodeLoosely = (bytes: Uint8Array, encoding: Encoding): string =>
  new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes).replaceAll('\0', '\ufffd');

export const unitBytes = (encoding: Encoding): 1 | 2 => (encoding.startsWith('utf-16') ? 2 : 1);

/** Code units that quotation marks, separators and line breaks can be found in: bytes, or the 16-bit units of UTF-16. */
export function unitsOf(bytes: Uint8Array, encoding: Encoding): Uint8Array | Uint16Array {
  if (unitBytes(encoding) === 1) return bytes;
  const units = new Uint16Array(Math.floor(bytes.length / 2));
  const [high, low] = encoding === 'utf-16be' ? [0, 1] : [1, 0];
  for (let i = 0; i < units.length; i++) units[i] = ((bytes[2 * i + high] ?? 0) << 8) | (bytes[2 * i + low] ?? 0);
  return units;
}

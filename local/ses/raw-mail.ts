import type { Header } from './mail.ts';

/** A mail as two parts of its source: header lines (without the empty line) and body. */
interface Source {
  readonly head: string;
  readonly body: Buffer;
}

/** Splits a MIME entity at its first empty line. Header bytes are read as UTF-8. */
export function splitSource(raw: Buffer): Source {
  const empty = emptyLine(raw);
  if (!empty) return { head: raw.toString().replace(/\r?\n$/, ''), body: Buffer.alloc(0) };
  return { head: raw.subarray(0, empty.from).toString(), body: raw.subarray(empty.to) };
}

/** Where the line before the first empty line ends, and where the line after it begins. */
function emptyLine(raw: Buffer): { readonly from: number; readonly to: number } | undefined {
  const crlf = raw.indexOf('\n\r\n');
  const bare = (crlf === -1 ? raw : raw.subarray(0, crlf + 1)).indexOf('\n\n');
  const end = bare === -1 ? crlf : bare;
  if (end === -1) return undefined;
  return { from: raw[end - 1] === 0x0d ? end - 1 : end, to: end + (bare === -1 ? 3 : 2) };
}

/** Header fields with their folded lines, in order. */
const headerLines = (head: string): string[] => head.split(/\r?\n(?![ \t])/).filter((line) => line.includes(':'));

/** Unfolded header fields, in order. */
export const readHeaders = (head: string): Header[] =>
  headerLines(head).map((line) => {
    const colon = line.indexOf(':');
    return {
      name: line.slice(0, colon).trim(),
      value: line
        .slice(colon + 1)
        .replace(/\r?\n([ \t])/g, '$1')
        .trim(),
    };
  });

/** A copy of the mail whose headers `replaced` stand in for those of the same name; a null value removes. */
export function withHeaders(raw: Buffer, replaced: Readonly<Record<string, string | null>>): Buffer {
  const { head, body } = splitSource(raw);
  const names = new Set(Object.keys(replaced).map((name) => name.toLowerCase()));
  const kept = headerLines(head).filter((line) => !names.has(line.slice(0, line.indexOf(':')).trim().toLowerCase()));
  const added = Object.entries(replaced).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return Buffer.concat([Buffer.from(`${[...added, ...kept].join('\r\n').replace(/\r?\n/g, '\r\n')}\r\n\r\n`), body]);
}

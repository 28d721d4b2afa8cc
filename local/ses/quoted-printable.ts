const MAX_LINE = 76;

/** What each byte is written as inside a line. */
const SYMBOLS = Array.from({ length: 256 }, (_, byte) => {
  const plain = byte === 0x20 || byte === 0x09 || (byte > 0x20 && byte < 0x7f && byte !== 0x3d);
  return plain ? String.fromCharCode(byte) : escaped(byte);
});

/** Encodes text as UTF-8 quoted-printable with CRLF line ends (RFC 2045 6.7). */
export const encodeQuotedPrintable = (text: string): string => text.split(/\r?\n/).map(encodeLine).join('\r\n');

const FITS_AS_IT_IS = /^(?:[\t -<>-~]{0,74}[!-<>-~])?$/;
const encodeLine = (line: string): string => (FITS_AS_IT_IS.test(line) ? line : folded(line));

function folded(line: string): string {
  const bytes = Buffer.from(line);
  const last = bytes.length - 1;
  let text = '';
  let length = 0;
  for (const [index, byte] of bytes.entries()) {
    const blankAtEnd = index === last && (byte === 0x20 || byte === 0x09);
    const symbol = blankAtEnd ? escaped(byte) : (SYMBOLS[byte] ?? '');
    if (length + symbol.length >= MAX_LINE) {
      text += '=\r\n';
      length = 0;
    }
    text += symbol;
    length += symbol.length;
  }
  return text;
}

function escaped(byte: number): string {
  return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Decodes the bytes of a quoted-printable body. */
export function decodeQuotedPrintable(body: Buffer): Buffer {
  const text = body
    .toString('latin1')
    .replace(/[ \t]+$/gm, '')
    .replace(/=\r?\n/g, '');
  const byte = (_: string, hex: string): string => String.fromCharCode(Number.parseInt(hex, 16));
  return Buffer.from(text.replace(/=([0-9A-F]{2})/gi, byte), 'latin1');
}

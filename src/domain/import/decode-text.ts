import { fail, ok, type Result } from '../result.ts';
import { type FileProblem, fileProblem } from './file-problem.ts';

const utf16 = fileProblem('utf16', 'The file is written in UTF-16. Save it as "CSV UTF-8" and import it again.');
const binary = fileProblem('not_text', 'The file is no text. Export the contacts as CSV, UTF-8.');
const notUtf8 = fileProblem(
  'not_utf8',
  'The file is not written in UTF-8. Save it as "CSV UTF-8" and import it again.',
);

/** Half of the bytes of Latin text in UTF-16 are NUL. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 200);
  return (
    (bytes[0] === 0xff && bytes[1] === 0xfe) ||
    (bytes[0] === 0xfe && bytes[1] === 0xff) ||
    head.filter((byte) => byte === 0).length > head.length / 4
  );
}

function textOf(bytes: Uint8Array): Result<string, FileProblem> {
  if (looksLikeUtf16(bytes)) return fail(utf16);
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return fail(notUtf8);
  }
}

/** The text of a file without its byte order mark. */
export function decodeText(input: string | Uint8Array): Result<string, FileProblem> {
  const text = typeof input === 'string' ? ok(input) : textOf(input);
  if (!text.ok) return text;
  if (text.value.includes('\0')) return fail(text.value.slice(0, 200).split('\0').length > 20 ? utf16 : binary);
  return ok(text.value.replace(/^\ufeff/, ''));
}

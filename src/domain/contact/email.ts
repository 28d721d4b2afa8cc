import { EmailAddress } from '../../contracts/primitives.ts';
import { fail, ok, type Result } from '../result.ts';

const localShape = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const labelShape = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is looked for
const control = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/** The domain in ASCII (`xn--…`); undefined when it cannot be one. */
function asciiDomain(domain: string): string | undefined {
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return undefined;
  const ascii = URL.canParse(`http://${domain}`) ? new URL(`http://${domain}`).hostname : '';
  const labels = ascii.split('.');
  const last = labels.at(-1) ?? '';
  const fits =
    ascii.length <= 253 &&
    labels.length >= 2 &&
    labels.every((label) => labelShape.test(label)) &&
    /^[a-z]/.test(last) &&
    last.length >= 2;
  return fits ? ascii : undefined;
}

const localFault = (local: string): string | undefined => {
  if (local === '') return 'Nothing stands before the @.';
  if (local.startsWith('"')) return 'Quoted names before the @ are not supported.';
  if (local.length > 64) return 'The part before the @ is longer than 64 characters.';
  return localShape.test(local)
    ? undefined
    : 'The part before the @ may hold plain letters, digits and single dots only, no blanks or accents.';
};

/**
 * One address in its canonical form: trimmed, lower case, the domain in ASCII. The error is a sentence with the remedy. At most 64
 * characters before the @ and 254 in all; control characters and quoted local parts are refused, and so is what the contract cannot hold:
 * a stored address must read back.
 */
export function normalizeEmail(raw: string): Result<string, string> {
  const text = raw.trim();
  if (text === '') return fail('The address is empty. Write one like ann@example.com.');
  if (text.length > 320) return fail('The address is longer than 254 characters.');
  if (control.test(text)) return fail('The address holds invisible control characters. Type it again.');
  const at = text.lastIndexOf('@');
  if (at < 0) return fail('The address has no @. Write one like ann@example.com.');
  const local = text.slice(0, at).toLowerCase();
  const fault = localFault(local);
  if (fault) return fail(fault);
  const domain = asciiDomain(text.slice(at + 1));
  if (domain === undefined) return fail('The part behind the @ is no domain name. Write one like example.com.');
  const email = `${local}@${domain}`;
  if (email.length > 254) return fail('The address is longer than 254 characters.');
  return EmailAddress.safeParse(email).success
    ? ok(email)
    : fail('The address holds characters that mail services do not take. Write one like ann@example.com.');
}

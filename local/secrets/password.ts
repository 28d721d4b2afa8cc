import { randomInt } from 'node:crypto';
import * as z from 'zod';

/** `GenerateSecretString` of a template. */
export const GenerateSecretString = z.object({
  SecretStringTemplate: z.string().optional(),
  GenerateStringKey: z.string().optional(),
  PasswordLength: z.coerce.number().int().min(1).max(4096).default(32),
  ExcludeCharacters: z.string().default(''),
  ExcludeLowercase: z.boolean().default(false),
  ExcludeUppercase: z.boolean().default(false),
  ExcludeNumbers: z.boolean().default(false),
  ExcludePunctuation: z.boolean().default(false),
  IncludeSpace: z.boolean().default(false),
  RequireEachIncludedType: z.boolean().default(true),
});
export type GenerateSecretString = z.infer<typeof GenerateSecretString>;

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const JsonObject = z.record(z.string(), z.unknown());

/** Makes the value: a password or, with a template, the template's object with the password in its place. */
export function generateSecret(rule: GenerateSecretString): string {
  const password = generatePassword(rule);
  const { SecretStringTemplate, GenerateStringKey } = rule;
  if (SecretStringTemplate === undefined || GenerateStringKey === undefined) return password;
  return JSON.stringify({ ...JsonObject.parse(JSON.parse(SecretStringTemplate)), [GenerateStringKey]: password });
}

function generatePassword(rule: GenerateSecretString): string {
  const types = typesOf(rule);
  if (types.length === 0) throw new Error('GenerateSecretString leaves no characters to choose from');
  const all = types.join('');
  for (;;) {
    const password = Array.from({ length: rule.PasswordLength }, () => all.charAt(randomInt(all.length))).join('');
    const complete = types.every((type) => [...type].some((char) => password.includes(char)));
    if (complete || !rule.RequireEachIncludedType || rule.PasswordLength < types.length) return password;
  }
}

function typesOf(rule: GenerateSecretString): string[] {
  const types: readonly (readonly [wanted: boolean, characters: string])[] = [
    [!rule.ExcludeLowercase, LOWERCASE],
    [!rule.ExcludeUppercase, LOWERCASE.toUpperCase()],
    [!rule.ExcludeNumbers, '0123456789'],
    [!rule.ExcludePunctuation, PUNCTUATION],
    [rule.IncludeSpace, ' '],
  ];
  const allowed = (characters: string): string =>
    [...characters].filter((char) => !rule.ExcludeCharacters.includes(char)).join('');
  return types.flatMap(([wanted, characters]) => (wanted ? [allowed(characters)] : [])).filter((type) => type !== '');
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Mail } from './cloud.ts';

/** Something a log may not hold, and what it is. */
interface Secret {
  readonly kind: 'address' | 'subject' | 'token';
  readonly text: string;
}

const addressShape = /[\w.+-]+@[\w-]+\.[\w.-]+/g;
const tokenShape = /\/u\/([\w.-]{20,})/g;

/** Every address, subject and unsubscribe token of the mails a test sent. */
export function secretsOf(mails: readonly Mail[]): readonly Secret[] {
  const found = new Map<string, Secret>();
  const note = (kind: Secret['kind'], text: string): void => void found.set(text, { kind, text });
  for (const { to, from, subject, text, html } of mails) {
    for (const [address] of `${[to].flat().join(' ')} ${from}`.matchAll(addressShape)) note('address', address);
    if (subject.length >= 8) note('subject', subject);
    for (const [, token = ''] of `${text ?? ''} ${html ?? ''}`.matchAll(tokenShape)) note('token', token);
  }
  return [...found.values()];
}

/** API keys are never logged either, whatever a test did with them. */
const apiKeyShape = /pk_[\w]+_[\w-]{20,}/;

/** The first log line that holds a secret, with what it holds; undefined when there is none. */
export function leakIn(lines: readonly string[], secrets: readonly Secret[]): string | undefined {
  for (const line of lines) {
    if (apiKeyShape.test(line)) return `an API key in: ${line}`;
    const secret = secrets.find(({ text }) => line.includes(text));
    if (secret) return `the ${secret.kind} "${secret.text}" in: ${line}`;
  }
  return undefined;
}

/** Every line that the functions of a cloud printed. */
export const logLines = (directory: string): readonly string[] =>
  readdirSync(directory)
    .filter((file) => file.endsWith('.log'))
    .flatMap((file) => readFileSync(join(directory, file), 'utf8').split('\n'));

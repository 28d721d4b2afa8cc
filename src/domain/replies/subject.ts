/** What mail programs put before a subject when they answer or forward, in the languages they speak. */
const prefix =
  /^\s*(?:(?:re|aw|antw|antwort|sv|vs|vl|odp|res|rif|ref|r|rv|tr|fw|fwd|wg|wtr|i|enc|pd|doorst|vá|továbbítás|ynt|ilt|ответ|отв|на|пересл|回复|回覆|答复|答覆|转发|轉寄|返信|転送|회신|전달)(?:\s*[[(]\d{1,3}[\])])?\s*[:：]\s*|\[(?:ext|external|extern|externe|externo|spam|suspicious)[^\]]{0,12}\]\s*)/iu;
const maxPrefixes = 20;

/** A subject without the marks of answers and forwards, for comparing. */
export function bareSubject(subject: string): string {
  let rest = subject.normalize('NFKC');
  for (let i = 0; i < maxPrefixes && prefix.test(rest); i++) rest = rest.replace(prefix, '');
  return rest.replace(/\s+/g, ' ').trim();
}

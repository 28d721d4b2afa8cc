const wrote =
  /(?:wrote|writes|schrieb\b.*|geschrieben|a écrit|escribió|ha scritto|escreveu\b.*|schreef\b.*|napisał(?:\(a\)|a)?|pisze|skrev\b.*|kirjoitti\b.*|napsal(?:\(a\)|a)?|yazdı|şunları yazdı|пишет|писал(?:\(а\)|а)?|написал(?:\(а\)|а)?|のメール|は書きました|wrote|写道|寫道|님이 작성|작성)\s*[:：]?\s*$/iu;
/** Programs that put no verb end with the address: `пн, 23 нояб. 2026 г. в 11:00, Anna <anna@…>:`. */
const addressed = /\d.*<[^<>\s]+@[^<>\s]+>\s*[:：]\s*$/u;
/** Its first line has the time or the address. */
const begins = /20\d\d|\d{1,2}[:.]\d\d|@|<\s*$/;
const attributionEnd = /[:：]\s*$/;

const originalMark =
  /^\s*(?:-{2,}|_{2,}|={2,}|\*{2,}|>{2,})\s*(?:original message|original appointment|mail original|original mail|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht|message d['’]origine|message original|message transféré|mensaje original|mensaje reenviado|messaggio originale|messaggio inoltrato|mensagem original|mensagem encaminhada|oorspronkelijk bericht|doorgestuurd bericht|wiadomość oryginalna|oryginalna wiadomość|originalmeddelande|ursprungligt meddelande|oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|původní zpráva|özgün ileti|orijinal mesaj|исходное сообщение|пересылаемое сообщение|元のメッセージ|original message|原始邮件|原始郵件|轉寄郵件|转发邮件|원본 메시지|forwarded message|begin forwarded message).*$/iu;
const bareMark =
  /^\s*(?:begin forwarded message|anfang der weitergeleiteten nachricht|début du message réexpédié|inizio messaggio inoltrato)\s*:/iu;

const fromKey =
  /^\s*[*>]*\s*(?:from|von|de|da|van|od|från|fra|lähettäjä|kimden|gönderen|от|отправитель|差出人|发件人|寄件者|보낸 ?사람|보낸사람)\s*\*?\s*[:：]/iu;
const nextKey =
  /^\s*[*>]*\s*(?:sent|date|to|subject|reply-to|gesendet|datum|an|betreff|envoyé|date|à|objet|enviado(?: el)?|enviada(?: em)?|fecha|para|asunto|assunto|data|inviato|a|oggetto|verzonden|aan|onderwerp|wysłano|wysłane|do|temat|skickat|till|ämne|sendt|til|emne|lähetetty|vastaanottaja|aihe|odesláno|komu|předmět|gönderilme|kime|konu|отправлено|дата|кому|тема|送信日時|宛先|件名|日時|发送时间|收件人|主题|寄件日期|傳送時間|收件者|主旨|日期|날짜|보낸 ?날짜|받는 ?사람|제목)\s*\*?\s*[:：]/iu;

const signature = /^(?:--|__|—)\s*$/;
const sentFrom =
  /^\s*(?:sent from (?:my|outlook|yahoo|mail|proton)|get outlook for|von meinem .* gesendet|gesendet von|envoyé de(?:puis)? mon|enviado desde mi|inviato da(?:l mio)?|enviado do meu|verzonden vanaf mijn|wysłane z|skickat från min|sendt fra min|отправлено с|iphoneから送信|发自我的|從我的|나의 iphone에서)/iu;

const isQuoted = (line: string): boolean => /^\s*(?:>|\|\s)/.test(line);

/** How many lines from here on are a line of attribution, which mail programs wrap; 0 where there is none. */
function attributionAt(lines: readonly string[], i: number): number {
  if (!begins.test(lines[i] ?? '')) return 0;
  let joined = '';
  for (let n = 1; n <= 4 && i + n <= lines.length; n++) {
    const line = lines[i + n - 1] ?? '';
    if (line.trim() === '' || isQuoted(line)) return 0;
    joined = `${joined} ${line.trim()}`.trim();
    if (joined.length < 300 && attributionEnd.test(joined) && (wrote.test(joined) || addressed.test(joined))) return n;
  }
  return 0;
}

/** The headers that Outlook and others put before the mail of before: who it was from, among at least one more; three where that is not first. */
function isHeaderBlock(lines: readonly string[], i: number): boolean {
  const first = lines[i] ?? '';
  const more = lines.slice(i + 1, i + 5);
  if (fromKey.test(first)) return more.some((line) => nextKey.test(line));
  return nextKey.test(first) && more.some((line) => fromKey.test(line)) && more.some((line) => nextKey.test(line));
}

/** Everything below is a mail of before. */
const endsHere = (lines: readonly string[], i: number): boolean => {
  const line = lines[i] ?? '';
  return (
    originalMark.test(line) ||
    bareMark.test(line) ||
    isHeaderBlock(lines, i) ||
    signature.test(line) ||
    sentFrom.test(line)
  );
};

/** Marks are short: only so much of a line is looked at, so that a hostile one costs no time. */
const longestMark = 300;

const followedByQuote = (lines: readonly string[], i: number): boolean =>
  isQuoted(lines.slice(i).find((line) => line.trim() !== '') ?? '');

/**
 * What the writer of a mail wrote: without quoted lines, the line that introduces them, the block of headers that Outlook puts before the
 * mail of before, and signatures. Answers between quoted lines stay.
 */
export function ownText(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const heads = lines.map((line) => line.slice(0, longestMark));
  const own: string[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (endsHere(heads, i)) break;
    const attribution = attributionAt(heads, i);
    if (attribution > 0) {
      if (!followedByQuote(heads, i + attribution)) break;
      i += attribution - 1;
    } else if (!isQuoted(line) && !/^_{20,}\s*$/.test(line)) own.push(line);
  }
  return own.join('\n').trim();
}

const excerptLength = 500;

/** The first 500 characters of what a person wrote, in one line. */
export function excerptOf(own: string): string {
  const line = own.replace(/[\s\u200b\u200c\u2060\ufeff]+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= excerptLength ? line : `${characters.slice(0, excerptLength - 1).join('')}…`;
}

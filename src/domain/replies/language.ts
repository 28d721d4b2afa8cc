export const languages = [
  'en',
  'de',
  'fr',
  'es',
  'it',
  'pt',
  'nl',
  'pl',
  'sv',
  'da',
  'no',
  'fi',
  'cs',
  'tr',
  'ru',
  'ja',
  'zh',
  'ko',
] as const;
export type Language = (typeof languages)[number];

type Latin = Exclude<Language, 'ru' | 'ja' | 'zh' | 'ko'>;

/** Small words that one language has and its neighbours mostly lack. */
const smallWords: { readonly [L in Latin]: RegExp } = {
  en: /\b(?:the|and|is|are|will|your|you|for|of|from|am|my|with|until|thank|back|please|office)\b/gi,
  de: /\b(?:und|der|die|das|ich|bin|nicht|ist|bis|wieder|sie|ihre|vielen|dank|im|für|mit|zurück|am)\b/gi,
  fr: /\b(?:le|les|est|je|suis|vous|votre|jusqu|au|du|et|pour|merci|absente?|retour|bonjour|une|serai)\b/gi,
  es: /\b(?:el|los|estoy|estaré|hasta|usted|su|para|gracias|y|del|fuera|correo|volveré|con|una|por|hola)\b/gi,
  it: /\b(?:il|sono|fino|al|per|grazie|della|che|rientro|mail|ufficio|sarò|gli|non|con|dal|buongiorno)\b/gi,
  pt: /\b(?:estou|até|obrigad[oa]|não|em|meu|retorno|para|com|do|da|seu|estarei|dia|férias|pelo|à)\b/gi,
  nl: /\b(?:ik|ben|het|een|van|niet|tot|weer|uw|bedankt|en|afwezig|met|voor|op|terug|kantoor|bericht)\b/gi,
  pl: /\b(?:jestem|nie|dziękuję|do|dnia|biur\w+|wiadomość|proszę|za|się|urlopi\w+|wracam|będę|dzień|poza|od)\b/gi,
  sv: /\b(?:jag|är|och|inte|till|tack|för|tillbaka|på|ditt|åter|med|från|kontoret|mejl|hej|semester|den)\b/gi,
  da: /\b(?:jeg|er|og|ikke|til|tak|for|tilbage|på|din|af|fra|kontoret|igen|ferie|hej|mail|den)\b/gi,
  no: /\b(?:jeg|er|og|ikke|til|takk|for|tilbake|på|din|av|fra|kontoret|igjen|ferie|hei|e-post|den)\b/gi,
  fi: /\b(?:olen|ja|en|kiitos|asti|lomalla|takaisin|poissa|viesti\w*|palaan|toimistosta|saakka|hei)\b/gi,
  cs: /\b(?:jsem|není|děkuji|do|dne|kanceláři?|zpráv[ua]|vrátím|se|mimo|dovolen\w+|budu|zpět|od|dobrý)\b/gi,
  tr: /\b(?:ben|ve|bir|için|kadar|ofis\w*|dışında\w*|teşekkür\w*|tarihin\w*|izin\w*|mesaj\w*|merhaba|döneceğim)\b/gi,
};

/** Writes Latin letters that `\b` does not know as word letters in their plain form. */
const hits = (text: string, words: RegExp): number => text.match(words)?.length ?? 0;

function byScript(text: string): Language | undefined {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja';
  if (/\p{Script=Hangul}/u.test(text)) return 'ko';
  if (/\p{Script=Han}/u.test(text)) return 'zh';
  return (text.match(/\p{Script=Cyrillic}/gu)?.length ?? 0) > 3 ? 'ru' : undefined;
}

const latinLanguages = languages.filter((one): one is Latin => one in smallWords);

/** The language most of a text is in; English where nothing tells. */
export function languageOf(text: string): Language {
  const script = byScript(text);
  if (script) return script;
  const counted = latinLanguages.map((language) => ({ language, count: hits(text, smallWords[language]) }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best), { language: 'en', count: 0 } as const)
    .language;
}

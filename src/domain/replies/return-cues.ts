import type { Language } from './language.ts';

interface Cues {
  /** Words of coming back, before the date or after it. */
  readonly back: RegExp;
  /** Words right before the last day of an absence. */
  readonly until: RegExp;
  /** Words right after that day, where a language puts them there. */
  readonly untilAfter?: RegExp;
  /** A date right after these is not the day of the return: the absence begins with it. */
  readonly since?: RegExp;
}

const never = /(?!)/;

/** How each language says when somebody is back. `until` and `since` stand right before the date, weekday and article aside. */
export const returnCues: { readonly [L in Language]: Cues } = {
  en: {
    back: /\b(?:back|return(?:s|ing)?|available again|in the office again|resum(?:e|ing)|reachable|respond)\b/i,
    until: /\b(?:until|til|till|through|thru|to|up to and including|and)(?: and including)?\s*$/i,
    since: /\b(?:from|since|as of|between|starting)\s*$/i,
  },
  de: {
    back: /(?:wieder|zurück|zurueck|erreichbar|rückkehr)/i,
    until: /\bbis(?: einschlie(?:ß|ss)lich)?(?: zu)?m?(?: dem)?\s*$/i,
    since: /\b(?:vom|von|seit)\s*$/i,
  },
  fr: {
    back: /(?:de retour|retour|reviens|reviendrai|reprendrai|rentre)/i,
    until: /(?:jusqu['’]?(?:au|à)|\bau|\bet le|\bà)(?: inclus)?\s*$/i,
    since: /\b(?:du|depuis|entre|à partir)(?: le| du)?\s*$/i,
  },
  es: {
    back: /(?:regres|vuel|volver|reincorpor|de vuelta|retorn)/i,
    until: /\b(?:hasta|al|y)(?: el)?(?: día)?\s*$/i,
    since: /\b(?:del|desde|entre|a partir)(?: el| del)?(?: día)?\s*$/i,
  },
  it: {
    back: /(?:rientr|torn(?:o|erò|ato)|ritorn|di nuovo)/i,
    until: /(?:\bfino a(?:l|ll['’])?|\bal|\ball['’]|\be il)(?: giorno)?\s*$/i,
    since: /\b(?:dal|da|dall['’]|tra il)(?: giorno)?\s*$/i,
  },
  pt: {
    back: /(?:retorn|volt|regress|de volta)/i,
    until: /(?:até|\ba|\bao|\be)(?: o)?(?: ao)?(?: dia)?\s*$/i,
    since: /\b(?:de|do|desde|entre|a partir)(?: o| de)?(?: dia)?\s*$/i,
  },
  nl: {
    back: /\b(?:terug|weer|bereikbaar|aanwezig)\b/i,
    until: /\b(?:tot en met|t\/m|tot|en)\s*$/i,
    since: /\b(?:van|vanaf|sinds|tussen)\s*$/i,
  },
  pl: {
    back: /(?:wrac|wróc|powr(?:ót|ac)|z powrotem|ponownie)/i,
    until: /\bdo(?: dnia)?\s*$/i,
    since: /\bod(?: dnia)?\s*$/i,
  },
  sv: {
    back: /(?:tillbaka|åter|igen|nås)/i,
    until: /\b(?:till och med|t\.?o\.?m\.?|till|fram till|och)(?: den)?\s*$/i,
    since: /\b(?:från och med|fr\.?o\.?m\.?|från|sedan)(?: den)?\s*$/i,
  },
  da: {
    back: /(?:tilbage|igen|retur)/i,
    until: /\b(?:til og med|t\.?o\.?m\.?|til|indtil|frem til|og)(?: den| d\.)?\s*$/i,
    since: /\b(?:fra og med|fra|siden)(?: den| d\.)?\s*$/i,
  },
  no: {
    back: /(?:tilbake|igjen|retur)/i,
    until: /\b(?:til og med|t\.?o\.?m\.?|til|inntil|frem til|og)(?: den)?\s*$/i,
    since: /\b(?:fra og med|f\.?o\.?m\.?|fra|siden)(?: den)?\s*$/i,
  },
  fi: {
    back: /(?:palaan|palaa|takaisin|jälleen|tavoitettavissa)/i,
    until: never,
    untilAfter: /^\s*(?:\d{4}\s*)?(?:asti|saakka)/i,
  },
  cs: {
    back: /(?:vrát|zpět|návrat|opět)/i,
    until: /\bdo\s*$/i,
    since: /\bod\s*$/i,
  },
  tr: {
    back: /(?:döneceğim|dönüş|geri|tekrar|yeniden|dönmüş)/i,
    until: /[-–]\s*$/i,
    untilAfter: /^['’]?\s*(?:[eaiıy]{1,2}\b|tarihine)?\s*kadar/i,
  },
  ru: {
    back: /(?:верн|возвращ|вновь|снова|буду на работе|выйду|выхожу)/i,
    until: /(?:^|\s)(?:до|по)\s*$/i,
    since: /(?:^|\s)(?:с|со)\s*$/i,
  },
  ja: {
    back: /(?:戻|復帰|出社|対応(?:いた|させ)|以降|より通常|から通常)/,
    until: /(?:から|~|〜|～|-)\s*$/,
    untilAfter: /^(?:[（(][^）)]{1,3}[）)])?\s*まで/,
    since: never,
  },
  zh: {
    back: /(?:返回|回来|回來|回到|恢复|恢復|上班|回复您|回覆您)/,
    until: /(?:至|到|直到)\s*$/,
    untilAfter: /^(?:[（(][^）)]{1,4}[）)])?\s*(?:为止|為止|前)/,
  },
  ko: {
    back: /(?:복귀|돌아|출근|이후|부터 정상)/,
    until: /[~-]\s*$/,
    untilAfter: /^(?:\([^)]{1,3}\))?\s*까지/,
  },
};

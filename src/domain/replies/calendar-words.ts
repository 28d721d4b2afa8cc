import type { Language } from './language.ts';

interface CalendarWords {
  /** Twelve patterns, January first: names and their short forms, without a dot. */
  readonly months: readonly string[];
  /** Seven patterns, Monday first. */
  readonly weekdays: readonly string[];
  readonly tomorrow: string;
}

const split = (words: string): readonly string[] => words.split(' ');

/** Names of months and days. A name comes before its short form, so that the longer one is read. */
export const calendarWords: { readonly [L in Language]: CalendarWords } = {
  en: {
    months: split(
      'january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sept|sep october|oct november|nov december|dec',
    ),
    weekdays: split('monday|mon tuesday|tues|tue wednesday|wed thursday|thurs|thu friday|fri saturday|sat sunday|sun'),
    tomorrow: 'tomorrow',
  },
  de: {
    months: split(
      'januar|jänner|jan februar|feb märz|maerz|mär april|apr mai juni|jun juli|jul august|aug september|sept|sep oktober|okt november|nov dezember|dez',
    ),
    weekdays: split('montag|mo dienstag|di mittwoch|mi donnerstag|do freitag|fr samstag|sonnabend|sa sonntag|so'),
    tomorrow: 'morgen',
  },
  fr: {
    months: split(
      'janvier|janv février|fevrier|févr mars avril|avr mai juin juillet|juil août|aout septembre|sept octobre|oct novembre|nov décembre|decembre|déc',
    ),
    weekdays: split('lundi mardi mercredi jeudi vendredi samedi dimanche'),
    tomorrow: 'demain',
  },
  es: {
    months: split(
      'enero|ene febrero|feb marzo|mar abril|abr mayo|may junio|jun julio|jul agosto|ago septiembre|setiembre|sept|sep octubre|oct noviembre|nov diciembre|dic',
    ),
    weekdays: split('lunes martes miércoles|miercoles jueves viernes sábado|sabado domingo'),
    tomorrow: 'mañana',
  },
  it: {
    months: split(
      'gennaio|gen febbraio|feb marzo|mar aprile|apr maggio|mag giugno|giu luglio|lug agosto|ago settembre|sett|set ottobre|ott novembre|nov dicembre|dic',
    ),
    weekdays: split(
      'lunedì|lunedi martedì|martedi mercoledì|mercoledi giovedì|giovedi venerdì|venerdi sabato domenica',
    ),
    tomorrow: 'domani',
  },
  pt: {
    months: split(
      'janeiro|jan fevereiro|fev março|marco|mar abril|abr maio|mai junho|jun julho|jul agosto|ago setembro|set outubro|out novembro|nov dezembro|dez',
    ),
    weekdays: split(
      'segunda-feira|segunda terça-feira|terça quarta-feira|quarta quinta-feira|quinta sexta-feira|sexta sábado|sabado domingo',
    ),
    tomorrow: 'amanhã',
  },
  nl: {
    months: split(
      'januari|jan februari|feb maart|mrt april|apr mei juni|jun juli|jul augustus|aug september|sept|sep oktober|okt november|nov december|dec',
    ),
    weekdays: split('maandag|ma dinsdag|di woensdag|wo donderdag|do vrijdag|vr zaterdag|za zondag|zo'),
    tomorrow: 'morgen',
  },
  pl: {
    months: split(
      'stycznia|styczeń lutego|luty marca|marzec kwietnia|kwiecień maja|maj czerwca|czerwiec lipca|lipiec sierpnia|sierpień września|wrzesień października|październik listopada|listopad grudnia|grudzień',
    ),
    weekdays: split(
      'poniedziałek|poniedziałku wtorek|wtorku środę|środy|środa czwartek|czwartku piątek|piątku sobotę|soboty niedzielę|niedzieli',
    ),
    tomorrow: 'jutro',
  },
  sv: {
    months: split(
      'januari|jan februari|feb mars|mar april|apr maj juni|jun juli|jul augusti|aug september|sept|sep oktober|okt november|nov december|dec',
    ),
    weekdays: split('måndag|måndagen tisdag onsdag torsdag fredag lördag söndag'),
    tomorrow: 'imorgon|i morgon',
  },
  da: {
    months: split(
      'januar|jan februar|feb marts|mar april|apr maj juni|jun juli|jul august|aug september|sept|sep oktober|okt november|nov december|dec',
    ),
    weekdays: split('mandag tirsdag onsdag torsdag fredag lørdag søndag'),
    tomorrow: 'i morgen',
  },
  no: {
    months: split(
      'januar|jan februar|feb mars|mar april|apr mai juni|jun juli|jul august|aug september|sept|sep oktober|okt november|nov desember|des',
    ),
    weekdays: split('mandag tirsdag onsdag torsdag fredag lørdag søndag'),
    tomorrow: 'i morgen',
  },
  fi: {
    months: split(
      'tammikuuta|tammikuun helmikuuta|helmikuun maaliskuuta|maaliskuun huhtikuuta|huhtikuun toukokuuta|toukokuun kesäkuuta|kesäkuun heinäkuuta|heinäkuun elokuuta|elokuun syyskuuta|syyskuun lokakuuta|lokakuun marraskuuta|marraskuun joulukuuta|joulukuun',
    ),
    weekdays: split(
      'maanantaina|maanantaihin tiistaina|tiistaihin keskiviikkona|keskiviikkoon torstaina|torstaihin perjantaina|perjantaihin lauantaina|lauantaihin sunnuntaina|sunnuntaihin',
    ),
    tomorrow: 'huomenna',
  },
  cs: {
    months: split(
      'ledna|leden února|únor března|březen dubna|duben května|květen června|červen července|červenec srpna|srpen září října|říjen listopadu|listopad prosince|prosinec',
    ),
    weekdays: split('pondělí úterý středu|středa|středy čtvrtek|čtvrtka pátek|pátku sobotu|soboty neděli|neděle'),
    tomorrow: 'zítra',
  },
  tr: {
    months: split('ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık'),
    weekdays: split('pazartesi salı çarşamba perşembe cuma cumartesi pazar'),
    tomorrow: 'yarın',
  },
  ru: {
    months: split(
      'января|янв февраля|фев марта|мар апреля|апр мая июня|июн июля|июл августа|авг сентября|сен октября|окт ноября|ноя декабря|дек',
    ),
    weekdays: split(
      'понедельник|понедельника вторник|вторника среду|среды четверг|четверга пятницу|пятницы субботу|субботы воскресенье|воскресенья',
    ),
    tomorrow: 'завтра',
  },
  ja: {
    months: [],
    weekdays: split('月曜日|月曜 火曜日|火曜 水曜日|水曜 木曜日|木曜 金曜日|金曜 土曜日|土曜 日曜日|日曜'),
    tomorrow: '明日',
  },
  zh: {
    months: [],
    weekdays: split(
      '(?:星期|周|週)一 (?:星期|周|週)二 (?:星期|周|週)三 (?:星期|周|週)四 (?:星期|周|週)五 (?:星期|周|週)六 (?:星期|周|週)[日天]',
    ),
    tomorrow: '明天',
  },
  ko: {
    months: [],
    weekdays: split('월요일 화요일 수요일 목요일 금요일 토요일 일요일'),
    tomorrow: '내일',
  },
};

const words = [
  '(?:please )?unsubscribe(?: me)?(?: please)?(?: from (?:this|your|the|all) (?:mailing )?(?:lists?|mails?|e-?mails?|newsletters?|communications?))?',
  '(?:please |kindly )?(?:remove|delete|take) (?:me|my (?:e-?mail )?address|us)(?: off)?(?: (?:from|of))?(?: (?:this|your|the) (?:(?:mailing|e-?mail|distribution) )?(?:lists?|database))?(?: please)?',
  '(?:please )?(?:stop|do not|don.?t) (?:e-?mailing|mailing|contacting|sending|contact|e-?mail|mail|write)(?: to)?(?: me| us)?(?: (?:these|any more|any|your))?(?: (?:e-?mails?|mails?|messages))?(?: again| anymore)?(?: please)?',
  '(?:please )?opt(?: |-)?(?:me )?out',
  'stop',
  '(?:bitte )?(?:abmelden|abbestellen|austragen)(?: bitte)?',
  '(?:bitte )?(?:melden|tragen|nehmen|streichen|löschen|entfernen) sie (?:mich|uns|meine (?:e-?mail-?)?adresse)(?: bitte)? (?:aus|von|vom)(?: dem| der| ihrem| ihrer| diesem)? (?:newsletter|verteiler|mailingliste|liste|adressliste)(?: ab| aus| heraus)?',
  '(?:bitte )?newsletter (?:abmelden|abbestellen)',
  'bitte keine (?:weiteren )?(?:e-?mails|mails|nachrichten)(?: mehr)?(?: senden| schicken)?',
  '(?:merci de )?(?:me )?(?:désinscrire|désabonner|désinscription|désabonnement|désinscrivez-moi|désabonnez-moi)(?: svp| s.il vous plaît)?(?: de (?:cette|votre) liste)?',
  '(?:por favor )?(?:darme de baja|baja|dar de baja|cancelar (?:mi )?suscripción|elimínenme de (?:su|la) lista|bórrenme de (?:su|la) lista)(?: por favor)?',
  '(?:per favore )?(?:cancellami|cancellatemi|disiscrivetemi|disiscrivimi|disiscrizione|rimuovetemi)(?: dalla (?:vostra )?(?:mailing )?lista?)?(?: per favore)?',
  '(?:por favor )?(?:descadastrar|cancelar inscrição|cancelar subscrição|remover|remova(?:m)?[ -]me|me remova(?:m)?)(?: (?:da|desta) (?:sua )?lista)?(?: por favor)?',
  '(?:graag )?(?:afmelden|uitschrijven|schrijf mij uit|meld mij af)(?: (?:a\\.?u\\.?b\\.?|alstublieft|graag))?(?: voor (?:de|deze) nieuwsbrief)?',
  '(?:proszę )?(?:wypisz mnie|wypisać mnie|o wypisanie|wypisz|usuńcie mnie z listy|rezygnuję)(?: z (?:listy|newslettera))?',
  '(?:vänligen )?(?:avregistrera|avanmäl|avprenumerera)(?: mig)?(?: tack)?',
  '(?:venligst )?(?:afmeld|frameld|meld)(?: mig)?(?: fra)?(?: (?:nyhedsbrev|listen))?',
  '(?:vennligst )?(?:avmeld|meld meg av|stryk meg)(?: (?:nyhetsbrev|listen))?',
  '(?:peruuta(?:kaa)? tilaus|poistakaa (?:minut|osoitteeni)(?: listalta)?)',
  '(?:prosím )?(?:odhlásit|odhlaste mě|zrušit odběr|vyřaďte mě)(?: z (?:odběru|newsletteru|databáze))?',
  '(?:lütfen )?(?:beni )?(?:listeden çıkarın|abonelikten çık|üyelikten çıkar(?:ın)?|listenizden çıkarın)',
  '(?:пожалуйста )?(?:отписаться|отпишите меня|отписка|удалите меня(?: из рассылки)?)(?: от рассылки)?',
  '(?:配信停止|配信解除|購読解除|メール不要|退会)(?:希望|をお願いします|してください|お願いします)?',
  '(?:请)?(?:退订|取消订阅|退訂|取消訂閱)',
  '(?:수신거부|수신 거부|구독취소|구독 취소)(?:합니다|해주세요|부탁드립니다)?',
];
const wish = new RegExp(`^(?:${words.join('|')})$`, 'iu');

/** A longer line says more than that. */
const longestWish = 200;

/**
 * True where the whole first line a person wrote asks for no more mail. A line that says more ("unsubscribe me only if…") is an answer like
 * any other: a person reads it.
 */
export function wantsOut(own: string): boolean {
  const lines = own
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const greeting = /^(?:hi|hello|dear|hallo|guten tag|bonjour|hola|buongiorno|olá|hej|hei)\b[^.?!]{0,30}[,!]?$/iu;
  const first = lines[0] && greeting.test(lines[0]) && !wish.test(lines[0]) ? lines[1] : lines[0];
  const bare = (first ?? '')
    .slice(0, longestWish)
    .normalize('NFKC')
    .replace(/[.!,;:"'“”„«»。！、*_-]+$/u, '')
    .replace(/^["'“„«*_]+/u, '')
    .replace(/,/g, '')
    .trim();
  return wish.test(bare);
}

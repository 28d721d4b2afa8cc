/** Where such links lie, below the public address of the installation. */
export const trapPath = '/h/';

/** Hidden from people and from what reads mails to them; what follows it is a machine. */
const styles = 'display:none;max-height:0;overflow:hidden;font-size:0;line-height:0;mso-hide:all';

/**
 * Puts a link that no reader can see at the end of the body, behind every other, so that whoever follows it is known as a machine. The
 * text part has none.
 */
export function insertTrapLink(html: string, url: string): string {
  const link = `<a href="${url}" rel="nofollow" aria-hidden="true" tabindex="-1" style="${styles}"></a>`;
  const end = html.search(/<\/body\s*>(?![\s\S]*<\/body\s*>)/i);
  return end === -1 ? `${html}${link}` : `${html.slice(0, end)}${link}${html.slice(end)}`;
}

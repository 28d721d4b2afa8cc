const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
  '`': '&#x60;',
  '=': '&#x3D;',
};

/** Escapes for HTML text and quoted attributes, the same characters as Handlebars. */
export const escapeHtml = (text: string): string =>
  /[&<>"'`=]/.test(text) ? text.replace(/[&<>"'`=]/g, (char) => entities[char] ?? char) : text;

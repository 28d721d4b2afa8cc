import type { Wish } from '../../src/usecases/tracking/preferences.ts';

/** RFC 8058 posts this body, as a form of either encoding. */
const oneClick = /List-Unsubscribe["']?[\s=\r\n]*One-Click/i;

/** What a posted body asks for. One that is not ours asks for what every unsubscribe link is for. */
export function wishOf(body: string): Wish {
  if (oneClick.test(body)) return { wish: 'list' };
  const form = new URLSearchParams(body);
  const asked = form.get('do');
  if (asked === 'choose') return { wish: 'choose', wanted: form.getAll('category') };
  return { wish: asked === 'category' ? 'category' : 'all' };
}

/** Whether a text matches a pattern of a policy: `*` stands for any characters, `?` for one. */
export type Matcher = (text: string) => boolean;

/** ARNs and names: upper and lower case differ. */
export function glob(pattern: string): Matcher {
  if (pattern === '*') return () => true;
  if (!/[*?]/.test(pattern)) return (text) => text === pattern;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 's');
  return (text) => expression.test(text);
}

/** Actions: upper and lower case are the same. */
export function actionGlob(pattern: string): Matcher {
  const matches = glob(pattern.toLowerCase());
  return (action) => matches(action.toLowerCase());
}

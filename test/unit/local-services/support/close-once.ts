import { onTestFinished } from 'vitest';

/** Closes what a test opened, in this order, when it ends or when the test says so, whichever is first. */
export function closeOnce(...ends: readonly (() => unknown)[]): () => Promise<void> {
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    for (const end of ends) await end();
  };
  onTestFinished(close);
  return close;
}

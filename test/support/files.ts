import { setTimeout as pause } from 'node:timers/promises';
import type { ApiClient } from '../../cli/api-client.ts';
import { CreatedImport, ImportView } from '../../src/contracts/transfer.ts';

/** Begins an import and puts its file where the answer says. */
export async function uploadImport(api: ApiClient, file: string | Uint8Array, over: object = {}): Promise<string> {
  const body = { consentSource: 'web form 2026', ...over };
  const { id, upload } = await api.send('POST', '/api/imports', body, CreatedImport);
  const reply = await fetch(upload.url, { method: upload.method, body: Buffer.from(file) });
  if (!reply.ok) throw new Error(`The upload was answered with ${reply.status}: ${await reply.text()}`);
  return id;
}

/** The import once it has ended. */
export async function endOfImport(
  api: ApiClient,
  id: string,
  seen?: (view: ImportView) => unknown,
): Promise<ImportView> {
  for (;;) {
    const view = await api.get(`/api/imports/${id}`, ImportView);
    await seen?.(view);
    if (view.state !== 'waiting' && view.state !== 'running') return view;
    await pause(100);
  }
}

/** Imports a file from its upload to its end. */
export async function runImport(api: ApiClient, file: string | Uint8Array, over: object = {}): Promise<ImportView> {
  const id = await uploadImport(api, file, over);
  await api.send('POST', `/api/imports/${id}/start`, {}, ImportView);
  return endOfImport(api, id);
}

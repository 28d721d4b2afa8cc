import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AwsResponse } from '../service.ts';

/** Collects a request body; undefined when it is longer than `limit` bytes. */
export async function readBody(
  message: IncomingMessage,
  limit = Number.POSITIVE_INFINITY,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    length += chunk.length;
    // The rest is read and thrown away: the sender hears the answer only after its last byte.
    if (length <= limit) chunks.push(chunk);
  }
  return length > limit ? undefined : Buffer.concat(chunks, length);
}

/** Headers with one value per name, repeated ones joined as HTTP defines. */
export function flatHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(',');
  }
  return flat;
}

export function send(response: ServerResponse, { status, headers, body = '' }: AwsResponse): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const lengthGiven = status === 204 || (headers !== undefined && 'content-length' in headers);
  response.writeHead(status, lengthGiven ? headers : { ...headers, 'content-length': bytes.length });
  response.end(bytes);
}

/** Listens on the loopback interface and returns the port; refuses a busy port with one clear sentence. */
export async function listen(server: Server, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error) =>
    reject(
      'code' in error && error.code === 'EADDRINUSE' ? new Error(`Port ${port} is in use; choose another one.`) : error,
    ),
  );
  server.listen(port, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : port;
}

export async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

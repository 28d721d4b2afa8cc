import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsService } from '../../../../local/service.ts';

/** Puts a service behind HTTP, as the gateway does, and gives the settings of a client for it. */
export async function serve(service: AwsService, signingName: string) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = await service.handle({
      service: signingName,
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks),
      caller: { principal: 'test' },
    });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const config = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { config, close };
}

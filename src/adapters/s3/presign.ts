import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';

const Address = z.object({
  protocol: z.string(),
  hostname: z.string(),
  port: z.number().optional(),
  path: z.string(),
});
type Address = z.infer<typeof Address>;

/** Where the client would send a call about an object: it knows endpoints, regions and how keys are written. */
async function addressOf(client: S3Client, Bucket: string, Key: string): Promise<Address> {
  const command = new GetObjectCommand({ Bucket, Key });
  let seen: unknown;
  command.middlewareStack.add(
    () => async (args) => {
      seen = args.request;
      return { output: { $metadata: {} }, response: {} };
    },
    { step: 'finalizeRequest', priority: 'high', name: 'takeAddress' },
  );
  await client.send(command);
  return Address.parse(seen);
}

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const queryText = (query: Readonly<Record<string, string | string[] | null>>): string =>
  Object.entries(query)
    .map(([name, value]) => `${encoded(name)}=${encoded(String(value ?? ''))}`)
    .join('&');

/**
 * An address that lets whoever knows it make one call about an object, with the rights of the signer (AWS Signature Version 4, query
 * parameters). The body is not part of the signature.
 */
export async function presigned(
  client: S3Client,
  method: 'GET' | 'PUT',
  object: { readonly Bucket: string; readonly Key: string; readonly query?: Readonly<Record<string, string>> },
  seconds: number,
): Promise<string> {
  const { protocol, hostname, port, path } = await addressOf(client, object.Bucket, object.Key);
  const host = port === undefined ? hostname : `${hostname}:${port}`;
  const { credentials, region, sha256 } = client.config;
  const signer = new SignatureV4({ service: 's3', credentials, region, sha256, uriEscapePath: false });
  const signed = await signer.presign(
    {
      method,
      protocol,
      hostname,
      path,
      ...(port === undefined ? {} : { port }),
      query: { ...object.query },
      headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
    },
    { expiresIn: seconds },
  );
  return `${protocol}//${host}${path}?${queryText(signed.query ?? {})}`;
}

import type { IncomingHttpHeaders } from 'node:http';

/** The part of a SigV4 credential scope that says who calls which service. */
interface CredentialScope {
  readonly accessKeyId: string;
  /** The signing name: dynamodb, sqs, states, ses… */
  readonly service: string;
}

const HEADER = /Credential=([^/]+)\/\d{8}\/[^/]+\/([^/]+)\/aws4_request/;
const QUERY =
  /[?&]X-Amz-Credential=([^/&%]+)(?:%2F|\/)\d{8}(?:%2F|\/)[^/&%]+(?:%2F|\/)([^/&%]+)(?:%2F|\/)aws4_request/i;

/** Reads the scope from the Authorization header, or from the query of a presigned URL. */
export function credentialScope(headers: IncomingHttpHeaders, url: string): CredentialScope | undefined {
  const match = HEADER.exec(headers.authorization ?? '') ?? QUERY.exec(url);
  const [, accessKeyId, service] = match ?? [];
  return accessKeyId === undefined || service === undefined ? undefined : { accessKeyId, service };
}

import type { AwsRequest, AwsService } from '../service.ts';
import type { Broker } from './broker.ts';
import { putLargeObject } from './large-object.ts';
import { sendToStandardQueue } from './send.ts';

/** SQS, SNS, S3 and STS as the gateway calls them. */
export function messagingService(broker: Broker): AwsService {
  return {
    handle: async (request) => {
      const answered = sendToStandardQueue(broker, request) ?? putLargeObject(broker, request);
      if (answered) return answered;
      const { method, url, body } = request;
      const headers = headersFor(request);
      const response = await broker.app.inject({ method: httpMethod(method), url, headers, payload: body });
      return { status: response.statusCode, headers: flat(response.headers), body: response.rawPayload };
    },
  };
}

/** What curl calls any file it uploads. fauxqs would read the file as a form, while S3 takes whatever it is called. */
const form = 'application/x-www-form-urlencoded';

const headersFor = ({ method, headers }: AwsRequest): AwsRequest['headers'] =>
  method === 'PUT' && headers['content-type'] === form
    ? { ...headers, 'content-type': 'application/octet-stream' }
    : headers;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'] as const;

function httpMethod(name: string) {
  const method = METHODS.find((known) => known === name);
  if (method) return method;
  throw new Error(`${name} is no method of SQS, SNS or S3`);
}

function flat(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const present = Object.entries(headers).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present.map(([name, value]) => [name, String(value)]));
}

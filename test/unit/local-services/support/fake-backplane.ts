import type { Backplane } from '../../../../local/service.ts';

export interface SentMessage {
  readonly queueArn: string;
  readonly body: string;
  readonly groupId?: string;
}

/** Records what services do to each other; `functions` answer invocations by ARN. */
export function fakeBackplane(functions: Record<string, (payload: never) => unknown> = {}) {
  const invocations: { arn: string; payload: unknown }[] = [];
  const messages: SentMessage[] = [];
  const published: { topicArn: string; message: unknown }[] = [];
  const objects: { bucket: string; key: string; body: string }[] = [];
  const executions: { arn: string; input: string; name?: string }[] = [];
  const backplane: Backplane = {
    invoke: async (arn, payload) => {
      invocations.push({ arn, payload });
      const run = functions[arn];
      if (!run) throw new Error(`no function ${arn}`);
      return await run(payload as never);
    },
    sendMessage: async (queueArn, body, groupId) => {
      messages.push({ queueArn, body, ...(groupId === undefined ? {} : { groupId }) });
    },
    publish: async (topicArn, message) => {
      published.push({ topicArn, message: JSON.parse(message) });
    },
    putObject: async (bucket, key, body) => {
      objects.push({ bucket, key, body: body.toString() });
    },
    startExecution: async (arn, input, name) => {
      executions.push({ arn, input, ...(name === undefined ? {} : { name }) });
    },
  };
  return { backplane, invocations, messages, published, objects, executions };
}

import { ExecutionAlreadyExists, SFNClient, type StartExecutionCommandInput } from '@aws-sdk/client-sfn';
import { StepInput } from '../../../src/contracts/work.ts';
import type { Gate } from './gate.ts';
import type { VirtualClock } from './virtual-clock.ts';

export interface Execution {
  readonly name: string;
  readonly startedMs: number;
  input: StepInput;
  running: boolean;
}

/** Step Functions as far as StartExecution goes: a name is taken while its execution runs and for 90 days after it. */
export class FakeStepFunctions {
  readonly executions: Execution[] = [];
  /** Starts whose reply is lost; the execution runs all the same. */
  repliesToLose = 0;
  repliesLost = 0;
  readonly client: SFNClient;
  private readonly clock: VirtualClock;

  constructor(gate: Gate, clock: VirtualClock) {
    this.clock = clock;
    this.client = new SFNClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    this.client.middlewareStack.add(
      () => (args) =>
        gate.pass('StartExecution', async () => ({
          output: this.start(args.input as StartExecutionCommandInput) as never,
          response: {},
        })),
      { step: 'initialize', name: 'fake', priority: 'high' },
    );
  }

  running(): readonly Execution[] {
    return this.executions.filter((execution) => execution.running);
  }

  /** Names are free again 90 days after their execution ended. */
  forgetClosed(): void {
    const running = this.running();
    this.executions.splice(0, this.executions.length, ...running);
  }

  private start({ name = '', input = '' }: StartExecutionCommandInput): { readonly $metadata: object } {
    if (this.executions.some((execution) => execution.name === name))
      throw new ExecutionAlreadyExists({ message: `Execution Already Exists: ${name}`, $metadata: {} });
    this.executions.push({ name, startedMs: this.clock.ms, input: StepInput.parse(JSON.parse(input)), running: true });
    if (this.repliesToLose > 0) {
      this.repliesToLose -= 1;
      this.repliesLost += 1;
      throw new Error('socket hang up');
    }
    return { $metadata: {} };
  }
}

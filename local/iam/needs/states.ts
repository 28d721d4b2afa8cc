import { textAt } from '../../gateway/fields.ts';
import { type Mapper, need } from './need.ts';

const on =
  (action: string, member: string): Mapper =>
  ({ view }) => [need(action, textAt(view.json, member) ?? '')];

/** A task token belongs to the machine that waits for it; a token nobody waits for, to any. */
const onToken =
  (action: string): Mapper =>
  ({ view, lookups }) => {
    const machine = lookups.machineOfToken(textAt(view.json, 'taskToken') ?? '');
    return [machine === undefined ? need(action, ...lookups.machineArns) : need(action, machine)];
  };

export const states: Readonly<Record<string, Mapper>> = {
  StartExecution: on('states:StartExecution', 'stateMachineArn'),
  ListExecutions: on('states:ListExecutions', 'stateMachineArn'),
  DescribeStateMachine: on('states:DescribeStateMachine', 'stateMachineArn'),
  DescribeExecution: on('states:DescribeExecution', 'executionArn'),
  StopExecution: on('states:StopExecution', 'executionArn'),
  GetExecutionHistory: on('states:GetExecutionHistory', 'executionArn'),
  SendTaskSuccess: onToken('states:SendTaskSuccess'),
  SendTaskFailure: onToken('states:SendTaskFailure'),
  SendTaskHeartbeat: onToken('states:SendTaskHeartbeat'),
};

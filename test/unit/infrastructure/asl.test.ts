import { readdirSync, readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { functionNames } from '../../../lib/functions.ts';

const machines = readdirSync('statemachines').filter((file) => file.endsWith('.asl.json'));
const read = (file: string): string => readFileSync(`statemachines/${file}`, 'utf8');

describe('state machines', () => {
  it.each(machines)('%s is valid Amazon States Language', (file) => {
    const definition = JSON.parse(
      read(file).replaceAll(/\$\{(\w+)Arn\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:$1'),
    );
    const { isValid, errorsText } = validate(definition);
    expect(isValid, errorsText('\n')).toBe(true);
  });

  it.each(machines)('%s names only functions of the manifest', (file) => {
    const tokens = [...read(file).matchAll(/\$\{(\w+)Arn\}/g)].map((match) => match[1]);
    expect(tokens.length).toBeGreaterThan(0);
    for (const token of tokens) expect(functionNames).toContain(token);
  });

  it.each(machines)('%s has at most 12 states and no JSONata', (file) => {
    const definition = JSON.parse(read(file));
    expect(Object.keys(definition.States).length).toBeLessThanOrEqual(12);
    expect(read(file)).not.toContain('JSONata');
  });

  it('contact-sequence takes three transitions a wake, and two for the last', () => {
    const { States } = JSON.parse(read('contact-sequence.asl.json'));
    const wake = ['WaitUntilDue', States.WaitUntilDue.Next, States.RunStep.Next];
    expect(wake).toEqual(['WaitUntilDue', 'RunStep', 'WhatNext']);
    expect(States.WaitForTheLastTime.Next).toBe('RunLastStep');
    expect(States.RunLastStep).toMatchObject({ End: true, Parameters: { Payload: { last: true } } });
    const { End: _, Parameters: last, ...rest } = States.RunLastStep;
    const { Next: __, Parameters: any, ...other } = States.RunStep;
    expect(rest).toEqual(other);
    expect(last.Payload).toEqual({ ...any.Payload, last: true });
  });
});

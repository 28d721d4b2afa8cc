import type { FunctionSpec } from './function-spec.ts';
import type { Timing } from './instance.ts';

/** Looks at invocations from outside, and may end an instance before or after its handler ran. */
export interface LambdaObserver {
  began(spec: FunctionSpec, instance: string, payload: string): void;
  /** Also called when the handler failed. */
  ended(spec: FunctionSpec, instance: string, run: Timing & { readonly payload: string }): void;
  printed(spec: FunctionSpec, instance: string, line: string): void;
  crashes(spec: FunctionSpec, payload: string): 'before' | 'after' | undefined;
}

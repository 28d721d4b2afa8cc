/** An error with the name that `Retry` and `Catch` match. */
export class AslError extends Error {
  override readonly name = 'AslError';
  readonly error: string;

  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}

export const runtimeError = (cause: string): AslError => new AslError('States.Runtime', cause);

/** Errors no `States.ALL` catches: the execution fails. */
const FATAL = new Set(['States.Runtime', 'States.DataLimitExceeded']);

/** Whether an `ErrorEquals` list matches an error name. */
export function errorMatches(errorEquals: readonly string[], error: string): boolean {
  return errorEquals.some((wanted) => {
    if (wanted === error) return true;
    if (wanted === 'States.ALL') return !FATAL.has(error);
    if (wanted === 'States.Timeout') return error === 'States.HeartbeatTimeout';
    return wanted === 'States.TaskFailed' && error !== 'States.Timeout' && !FATAL.has(error);
  });
}

/** Makes an unhandled member of a closed union a compile error, and a defect at run time. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`);
}

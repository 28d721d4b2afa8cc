/** Thrown by an interceptor: the caller's connection is dropped without an answer. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

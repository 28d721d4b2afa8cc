interface Client {
  readonly middlewareStack: { remove(toRemove: string): boolean };
}

/** A client without the middleware that copies the input and output of every call for a logger that we do not give it. */
export function lean<C extends Client>(client: C): C {
  client.middlewareStack.remove('loggerMiddleware');
  return client;
}

/** Makes the global `Date` of this thread follow the cloud's clock, whose offset (ms, 64 bit) is in `shared`. */
export function installVirtualDate(shared: SharedArrayBuffer): void {
  const offset = new BigInt64Array(shared);
  const RealDate = Date;
  const realNow = RealDate.now;
  const now = (): number => realNow() + Number(Atomics.load(offset, 0));

  const VirtualDate = new Proxy(RealDate, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: (target) => new target(now()).toString(),
  });
  RealDate.now = now;
  Object.defineProperty(RealDate.prototype, 'constructor', { value: VirtualDate, writable: true, configurable: true });
  globalThis.Date = VirtualDate;
}

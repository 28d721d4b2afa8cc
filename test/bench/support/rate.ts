const WARM_UP_MS = 300;
const ROUNDS = 5;
const ROUND_MS = 300;

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function timesIn(ms: number, work: () => void): number {
  const end = performance.now() + ms;
  const before = cpuMs();
  let times = 0;
  while (performance.now() < end) {
    for (let i = 0; i < 10; i++) work();
    times += 10;
  }
  return times / ((cpuMs() - before) / 1000);
}

/** How often one thread does `work` in a second of CPU time: the median of some rounds, after a warm-up. */
export function perCpuSecond(work: () => void): number {
  timesIn(WARM_UP_MS, work);
  const rounds = Array.from({ length: ROUNDS }, () => timesIn(ROUND_MS, work)).sort((one, other) => one - other);
  return rounds[Math.floor(ROUNDS / 2)] ?? 0;
}

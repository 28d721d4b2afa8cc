const ISO_DURATION = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const UNITS_MS = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1_000];

/** Milliseconds of an ISO 8601 duration in weeks, days, hours, minutes and seconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = ISO_DURATION.exec(text);
  const parts = match?.slice(1);
  if (!parts?.some((part) => part !== undefined)) return undefined;
  const total = UNITS_MS.reduce((sum, unit, index) => sum + Number(parts[index] ?? 0) * unit, 0);
  return Math.round(total);
}

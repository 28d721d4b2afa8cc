export const dayMs = 86_400_000;

/** The instant so many milliseconds after another, in ISO 8601; before it where they are negative. */
export const later = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString();

/** The day (`2026-11-25`) so many days after another. */
export const dayAfter = (day: string, days: number): string => later(day, days * dayMs).slice(0, 10);

/** The instant so many milliseconds after another, in ISO 8601; before it where they are negative. */
export const later = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString();

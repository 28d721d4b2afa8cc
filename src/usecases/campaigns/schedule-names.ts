import { contentHashOf } from '../../domain/ids.ts';

/** Deterministic, at most 64 characters: creating a schedule again replaces it. */
export const launchScheduleName = (launchId: string): string => `launch-${launchId}`;

/** Of the schedule that lets the contacts of a zone begin. */
export const zoneScheduleName = (launchId: string, zone: string): string =>
  `launch-${launchId}-${contentHashOf(zone).slice(0, 12)}`;

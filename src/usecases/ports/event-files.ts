/** Files of events: what came as it came, and what could not be read. */
export interface EventFiles {
  /** Lines of JSON, compressed. The same key again replaces the file. */
  archive(key: string, lines: readonly string[]): Promise<void>;
  quarantine(key: string, text: string): Promise<void>;
}

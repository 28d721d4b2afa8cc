export interface MjmlCompiler {
  /** HTML of an MJML source; template tags stay as they are. `problems` are what the compiler did not understand. */
  compile(mjml: string): Promise<{ readonly html: string; readonly problems: readonly string[] }>;
}

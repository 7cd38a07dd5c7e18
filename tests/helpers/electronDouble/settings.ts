/** What the test tells the double, through the environment of its process. */
export interface DoubleSettings {
  /** Of the Chromium that stands in for Electron's. */
  readonly endpoint: string;
}

export const settingsVariable = "CLAUDERON_ELECTRON_DOUBLE";

export function readSettings(): DoubleSettings {
  return JSON.parse(process.env[settingsVariable] ?? "{}") as DoubleSettings;
}

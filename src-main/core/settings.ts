import type { Database } from "./storage/database.ts";

/** What the program itself remembers and what changes its behaviour. Values are JSON. */
export class Settings {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  proxyEnabled(): boolean {
    return this.#read("proxy_enabled") !== false;
  }

  setProxyEnabled(enabled: boolean): void {
    this.#write("proxy_enabled", enabled);
  }

  /** The port that the proxy listened on last; null when it never did. */
  proxyPort(): number | null {
    const port = this.#read("proxy_port");
    return typeof port === "number" ? port : null;
  }

  setProxyPort(port: number): void {
    this.#write("proxy_port", port);
  }

  /** Values of credentials are kept in files, though there is a keychain. */
  keepsSecretsInFiles(): boolean {
    return this.#read("secrets_in_files") === true;
  }

  setKeepsSecretsInFiles(inFiles: boolean): void {
    this.#write("secrets_in_files", inFiles);
  }

  #read(name: string): unknown {
    const row = this.#database.prepare("SELECT value FROM settings WHERE name = ?").get(name) as
      | { value: string }
      | undefined;
    return row ? JSON.parse(row.value) : undefined;
  }

  #write(name: string, value: unknown): void {
    this.#database
      .prepare(
        "INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      )
      .run(name, JSON.stringify(value));
  }
}

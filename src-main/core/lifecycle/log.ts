import { type DestinationStream, multistream, pino, stdTimeFunctions } from "pino";
import { LineFile } from "./lineFile.ts";

/** The daemon's own log. Fields name things; values of credentials and bodies never enter it. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface LogFile extends Log {
  /** A log whose lines carry the name of a part. */
  part(name: string): Log;
  flush(): void;
  close(): void;
}

/** Writes JSON lines to a file, and warnings also to standard error when `toStderr` is set. */
export function openLog(path: string, options: { toStderr: boolean }): LogFile {
  const file = new LineFile(path);
  const streams: { level: "debug" | "warn"; stream: DestinationStream }[] = [{ level: "debug", stream: file }];
  if (options.toStderr)
    streams.push({ level: "warn", stream: { write: (line) => void process.stderr.write(brief(line)) } });
  const root = pino(
    { level: process.env.CLAUDERON_LOG_LEVEL ?? "info", base: null, timestamp: stdTimeFunctions.isoTime },
    multistream(streams),
  );
  return {
    debug: (fields, message) => root.debug(fields, message),
    info: (fields, message) => root.info(fields, message),
    warn: (fields, message) => root.warn(fields, message),
    error: (fields, message) => root.error(fields, message),
    part: (name) => root.child({ part: name }),
    flush: () => file.flush(),
    close: () => file.close(),
  };
}

/** A log that goes nowhere, for parts under test. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };

function brief(line: string): string {
  const { msg } = JSON.parse(line) as { msg?: string };
  return `clauderon: ${msg ?? line}\n`;
}

import type { OptionSpec, Options } from "./command.ts";

export const sessionOption: OptionSpec = {
  name: "session",
  value: "name",
  summary: "requests of one session only",
  complete: "session",
};

export const whereOption: OptionSpec = {
  name: "where",
  value: "expression",
  summary: "such as 'host = \"api.github.com\" and response_code >= 400'",
};

export function auditFilter(options: Options): { session?: string; where?: string } {
  const session = options.text("session");
  const where = options.text("where");
  return { ...(session === undefined ? {} : { session }), ...(where === undefined ? {} : { where }) };
}

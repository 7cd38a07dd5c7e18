import { AppError } from "../../../src-shared/rpc/errors.ts";

/** A mistake in config.toml: "config.toml line 41: …". */
export function configError(line: number, message: string, hint: string | null = null): AppError {
  return new AppError("bad_config", `config.toml line ${line}: ${message}`, hint);
}

import { AppError } from "../../../src-shared/rpc/errors.ts";

/**
 * Any free port is asked for with 0. The one of last time is taken again where it is free: containers that still run,
 * or that somebody starts by hand, were told that one.
 */
export async function startOnPort<T>(
  wanted: number,
  lastTime: number | null,
  start: (port: number) => Promise<T>,
): Promise<T> {
  if (wanted !== 0 || lastTime === null) return start(wanted);
  try {
    return await start(lastTime);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "port_taken")) throw error;
    return start(0);
  }
}

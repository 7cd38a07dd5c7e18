/** Runs `work` while Ctrl-C and termination go to `onSignal` instead of ending the program; a second one ends it. */
export async function withSignals<T>(
  onSignal: (exitCode: number) => void,
  work: (received: () => number | null) => Promise<T>,
): Promise<T> {
  let received: number | null = null;
  const handle = (exitCode: number) => (): void => {
    if (received !== null) process.exit(exitCode);
    received = exitCode;
    onSignal(exitCode);
  };
  const onInterrupt = handle(130);
  const onTerminate = handle(143);
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", onTerminate);
  process.on("SIGHUP", onTerminate);
  try {
    return await work(() => received);
  } finally {
    process.off("SIGINT", onInterrupt);
    process.off("SIGTERM", onTerminate);
    process.off("SIGHUP", onTerminate);
  }
}

/**
 * Waits until `ended` resolves with an exit code or somebody sends SIGINT, SIGTERM or SIGHUP; then
 * `stop` runs, once, whatever further signals come, and the code is 0.
 */
export function untilStopped(ended: Promise<number>, stop: () => Promise<void>): Promise<number> {
  return new Promise((resolve, reject) => {
    let isStopping = false;
    const onSignal = (): void => {
      if (isStopping) return;
      isStopping = true;
      stop().then(() => resolve(0), reject);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
    ended.then((code) => {
      if (!isStopping) resolve(code);
    }, reject);
  });
}

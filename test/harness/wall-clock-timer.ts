/**
 * What a station must not do: `node test/harness/wall-clock-timer.ts MS` keeps a deadline as a time of
 * day and looks at the clock until it has come. Prints `begun`, then `fired`. Only the fault tests have it.
 */
const lookEveryMs = 100;
const dueAtMs = Date.now() + Number(process.argv[2]);
process.stdout.write("begun\n");
const timer = setInterval(() => {
  if (Date.now() < dueAtMs) return;
  clearInterval(timer);
  process.stdout.write("fired\n");
}, lookEveryMs);

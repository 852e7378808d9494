import { needs, os } from "./procedures.ts";

/** Handlers of coverage (0016). */
export const coverageRouter = {
  month: os.coverage.month
    .use(needs("log.read"))
    .handler(({ context, input }) => context.services.coverage.month(input.month)),
  day: os.coverage.day.use(needs("log.read")).handler(({ context, input }) => context.services.coverage.day(input.day)),
  gaps: os.coverage.gaps
    .use(needs("log.read"))
    .handler(({ context, input }) => context.services.coverage.gaps(input.month)),
  csv: os.coverage.csv
    .use(needs("log.read"))
    .handler(async ({ context, input }) => ({ csv: await context.services.coverage.csv(input.month) })),
};

import { ORPCError } from "@orpc/server";
import { toErrorData } from "../base/app-error.ts";
import { needs, os } from "./procedures.ts";

const never = new AbortController().signal;

/** What fails while answers are coming is past the interceptor that makes codes of errors. */
async function* withCodes<T>(answers: AsyncGenerator<T, void>): AsyncGenerator<T, void> {
  try {
    yield* answers;
  } catch (error) {
    throw new ORPCError("APP", { defined: true, status: 400, data: toErrorData(error), cause: error });
  }
}

/** Finding and looking at cameras that are not enrolled yet (0014). */
export const camerasRouter = {
  discover: os.cameras.discover
    .use(needs("site.change"))
    .handler(({ context, signal }) => withCodes(context.services.cameraFinder.discover(signal ?? never))),
  probe: os.cameras.probe
    .use(needs("site.change"))
    .handler(({ context, input, signal }) => withCodes(context.services.cameraFinder.probe(input, signal ?? never))),
};

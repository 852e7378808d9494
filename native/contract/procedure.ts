import { oc } from "@orpc/contract";
import { errorDataSchema } from "./errors.ts";

/** Every refusal crosses as one error `APP` whose data is a code with parameters. */
export const base = oc.errors({ APP: { status: 400, data: errorDataSchema } });

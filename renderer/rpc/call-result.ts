import { ORPCError } from "@orpc/client";
import { errorCodes, type ErrorData } from "../../native/contract/errors.ts";

export type CallResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: ErrorData };

/** What the station answered, or what went wrong on the way, as a code that the page can say in words. */
export function errorDataOf(error: unknown): ErrorData {
  if (error instanceof ORPCError) {
    const data: unknown = error.data;
    if (typeof data === "object" && data !== null && "code" in data) {
      const code = errorCodes.find((known) => known === data.code);
      const params = "params" in data && typeof data.params === "object" && data.params !== null ? data.params : {};
      if (code !== undefined) return { code, params: params as ErrorData["params"] };
    }
    if (error.code === "BAD_REQUEST") return { code: "rpc.malformed", params: {} };
    return { code: "internal", params: { reason: error.message } };
  }
  // Anything else did not come from the station: the line broke before it could answer.
  return { code: "rpc.unavailable", params: {} };
}

import type { ErrorCode, ErrorData, ErrorParams } from "../contract/errors.ts";

/** An error that the product knows by name. Foreign errors become one where they arise, once. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly params: ErrorParams;

  constructor(code: ErrorCode, params: ErrorParams = {}, cause?: unknown) {
    super(
      Object.keys(params).length > 0 ? `${code} ${JSON.stringify(params)}` : code,
      cause === undefined ? {} : { cause },
    );
    this.name = "AppError";
    this.code = code;
    this.params = params;
  }

  toData(): ErrorData {
    return { code: this.code, params: this.params };
  }
}

/** The system's own short name of an error (`ENOSPC`, `ECONNREFUSED`), else its message. */
export function reasonOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "code" in error && typeof error.code === "string")
    return error.code;
  return error instanceof Error ? error.message : String(error);
}

/** Code and parameters of any error; what the product does not know by name is `internal`. */
export function toErrorData(error: unknown): ErrorData {
  return error instanceof AppError ? error.toData() : { code: "internal", params: { reason: reasonOf(error) } };
}

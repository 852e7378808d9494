import type { AppError } from "../../../native/base/app-error.ts";
import { type Clock, systemClock } from "../../../native/base/clock.ts";
import { silentLogger } from "../../../native/base/logger.ts";
import type { Link } from "../../../native/link/link.ts";
import { openLink } from "../../../native/link/open-link.ts";
import { closing } from "../../set-up.ts";

/** A link that writes down what it was told. */
export interface HeardLink {
  readonly link: Link;
  /** `up`, or the reason of a `down`, in order. */
  readonly told: readonly string[];
  /** Everything received, as Latin-1 text. */
  readonly text: string;
}

/** Closed after the test. */
export function openHeardLink(address: string, clock: Clock = systemClock): HeardLink {
  const told: string[] = [];
  let text = "";
  const link = openLink(
    address,
    {
      onUp: () => told.push("up"),
      onDown: (error: AppError) => told.push(String(error.params["reason"])),
      onBytes: (bytes) => {
        text += Buffer.from(bytes).toString("latin1");
      },
    },
    { clock, logger: silentLogger },
  );
  closing(() => link.close());
  return {
    link,
    told,
    get text() {
      return text;
    },
  };
}

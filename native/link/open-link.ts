import type { BackOff } from "../base/retry.ts";
import { parseLinkAddress } from "./link-address.ts";
import { startConnecting } from "./connect-source.ts";
import { LinkCore, type LinkParts } from "./link-core.ts";
import type { Link, LinkListener } from "./link.ts";
import { startListening } from "./listen-source.ts";
import { serialConnector } from "./serial-wire.ts";
import { tcpConnector } from "./tcp-wire.ts";

const tcpBackOff: BackOff = { firstMs: 250, mostMs: 5_000 };
/** Opening a port that is not there costs nothing, and a replugged one must be back within 2 s. */
const serialBackOff: BackOff = { firstMs: 250, mostMs: 1_000 };

/**
 * Opens a link; it connects by itself from then on and for ever. The listener is never called before
 * this returns, nor after `close()`.
 *
 * `tcp-listen` has one peer at a time: a second is refused while the first was heard from in the last
 * 10 s, and takes its place after that. Nobody connected for 5 s is told as down (`no_peer`).
 * @throws AppError `link.bad_address`
 */
export function openLink(address: string, listener: LinkListener, parts: LinkParts): Link {
  const target = parseLinkAddress(address);
  const logger = parts.logger.child({ link: address });
  const ours = { clock: parts.clock, logger };
  const core = new LinkCore(address, listener, logger);
  switch (target.type) {
    case "serial":
      core.attach(startConnecting(core, serialConnector(target, address, parts.clock), serialBackOff, ours));
      break;
    case "tcp":
      core.attach(startConnecting(core, tcpConnector(target, address, parts.clock), tcpBackOff, ours));
      break;
    case "tcp-listen":
      core.attach(startListening(core, target, tcpBackOff, ours));
      break;
  }
  return core;
}

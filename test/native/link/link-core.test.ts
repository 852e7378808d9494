import { expect, test } from "vitest";
import { silentLogger } from "../../../native/base/logger.ts";
import { AppError } from "../../../native/base/app-error.ts";
import { LinkCore } from "../../../native/link/link-core.ts";
import type { Wire, WireEvents } from "../../../native/link/wire.ts";

/** A wire whose port hung up in the middle of a write: the system never says what became of it. */
function openMuteWire(): { core: LinkCore; events: WireEvents } {
  const core = new LinkCore(
    "serial:/dev/mute",
    { onUp: () => undefined, onDown: () => undefined, onBytes: () => undefined },
    silentLogger,
  );
  core.attach({ onWireLost: () => undefined, stop: async () => undefined });
  const wire: Wire = {
    write: () => new Promise(() => undefined),
    unsentBytes: () => 0,
    pause: () => undefined,
    resume: () => undefined,
    end: async () => undefined,
  };
  const events = core.eventsFor(() => wire);
  core.cameUp(wire);
  return { core, events };
}

test("a write that the system never answers rejects when the line is lost", async () => {
  const { core, events } = openMuteWire();
  const written = core.write(Uint8Array.of(0x06));
  events.onEnd(new AppError("link.closed", { address: core.address, reason: "vanished" }));
  await expect(written).rejects.toMatchObject({ code: "link.closed" });
  expect(core.counts.bytesOut).toBe(0);
});

test("a write that the system never answers rejects when the link is closed", async () => {
  const { core } = openMuteWire();
  const written = core.write(Uint8Array.of(0x06));
  await core.close();
  await expect(written).rejects.toMatchObject({ code: "link.closed" });
});

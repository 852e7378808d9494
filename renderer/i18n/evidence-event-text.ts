import type { StoredEvent } from "../../native/contract/events.ts";
import { evidenceEventSchemas } from "../../native/contract/evidence.ts";
import { joined } from "./desk-event-text.ts";
import type { Texts } from "./use-texts.ts";

export type EvidenceEvent = Extract<StoredEvent, { readonly kind: keyof typeof evidenceEventSchemas }>;

export function isEvidenceEvent(event: StoredEvent): event is EvidenceEvent {
  return event.kind in evidenceEventSchemas;
}

/** What an event of recordings, bookmarks, holds or deletion says besides its kind and name. */
export function evidenceDetailOf(event: EvidenceEvent, { t }: Texts): string {
  const gigabytes = (bytes: number) => t("evidence.words.gigabytes", { n: (bytes / 1e9).toFixed(1) });
  const daysLeft = (days: number | null) =>
    days === null ? t("evidence.words.notFull") : t("evidence.words.fullIn", { n: days });
  switch (event.kind) {
    case "clip.viewed": {
      const { reason, person, unit, note, clipId } = event.data;
      return joined(t(`evidence.reasons.${reason}`), unit, person, note, clipId);
    }
    case "replay.viewed": {
      const { cameraIds, fromMs, toMs } = event.data;
      return joined(t("evidence.clips.seconds", { n: Math.round((toMs - fromMs) / 1000) }), cameraIds.join(" "));
    }
    case "bookmark.added":
      return event.data.note;
    case "hold.placed":
    case "hold.ending":
    case "hold.expired":
    case "hold.released":
      return joined(t("evidence.words.number", { n: event.data.number }), event.data.reason);
    case "clips.deleting": {
      const { number, why, reason, clips } = event.data;
      const count = t("evidence.clips.found", { n: clips.length });
      return joined(t("evidence.words.number", { n: number }), t(`evidence.why.${why}`), count, reason);
    }
    case "clips.deleted":
      return joined(
        t("evidence.words.number", { n: event.data.number }),
        t("evidence.clips.found", { n: event.data.clips.length }),
      );
    case "retention.ran":
      return joined(
        t("evidence.words.deleted", { n: event.data.deleted }),
        gigabytes(event.data.bytes),
        t("evidence.words.rule", { floor: event.data.floorDays, ceiling: event.data.ceilingDays }),
      );
    case "deletion.signed":
      return joined(
        event.data.numbers.map((number) => t("evidence.words.number", { n: number })).join("、"),
        event.data.note,
      );
    case "clips.checked":
      return joined(
        t("evidence.clips.found", { n: event.data.clipIds.length }),
        t("evidence.words.damaged", { n: event.data.damaged }),
      );
    case "clip.damaged":
      return joined(t(`evidence.clips.${event.data.damage}`), event.data.clipId);
    case "storage.low": {
      const { fault, freeBytes, daysLeft: left } = event.data;
      return joined(t(`evidence.faults.${fault}`), freeBytes === null ? "" : gigabytes(freeBytes), daysLeft(left));
    }
    case "storage.ok":
      return joined(gigabytes(event.data.freeBytes), daysLeft(event.data.daysLeft));
  }
}

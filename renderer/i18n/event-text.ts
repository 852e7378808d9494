import type { StoredEvent } from "../../native/contract/events.ts";
import { manifestCode } from "../../native/contract/exports.ts";
import { cameraDetailOf } from "./camera-event-text.ts";
import { deskDetailOf, joined } from "./desk-event-text.ts";
import { evidenceDetailOf, isEvidenceEvent } from "./evidence-event-text.ts";
import { fieldChangeText } from "./field-change-text.ts";
import { gateDetailOf, isGateEvent } from "./gate-event-text.ts";
import type { Texts } from "./use-texts.ts";

export interface EventWords {
  readonly kind: string;
  /** The device or point it is about; empty for the console itself. */
  readonly name: string;
  /** What else there is to say; may be empty. */
  readonly detail: string;
}

/** An event in words. `deviceName` stands in where the event carries no name of its own. */
export function eventWords(event: StoredEvent, texts: Texts, deviceName: string): EventWords {
  const name = "name" in event.data ? texts.named(event.data.name) : "";
  return {
    kind: event.mark
      ? `${texts.t(`log.kinds.${event.kind}`)} [${texts.t(`alarms.marks.${event.mark}`)}]`
      : texts.t(`log.kinds.${event.kind}`),
    name: name || deviceName,
    detail: detailOf(event, texts),
  };
}

function detailOf(event: StoredEvent, texts: Texts): string {
  const { t, errorText, codeText } = texts;
  switch (event.kind) {
    case "station.started":
      return `${event.data.version} (Node ${event.data.node}, ${event.data.pid})`;
    case "station.stopped":
    case "cameras.process_down":
      return event.data.reason;
    case "site.loaded":
      return t("log.details.devices", { devices: event.data.devices, points: event.data.points });
    case "site.changed":
      return joined(
        `${t(`site.edit.what.${event.data.what}`)} ${event.data.id}`,
        t(`site.edit.actions.${event.data.action}`),
        t(`site.edit.sources.${event.data.source}`),
        event.data.fields.map((field) => fieldChangeText(field, t)).join("; "),
      );
    case "site.exported":
      return event.data.withSecrets ? t("site.edit.withSecrets") : "";
    case "log.recovered":
      return joined(
        t("log.details.silent", { n: Math.round(event.data.unavailableMs / 1000) }),
        t("log.details.pending", { n: event.data.pending }),
      );
    case "operator.signed_on":
    case "operator.signed_off":
    case "alarm.restored":
      return "";
    case "rpc.refused":
      return joined(event.data.procedure, errorText(event.data.error));
    case "cameras.process_up":
      return t("log.details.restarts", { n: event.data.restarts });
    case "link.up":
    case "link.down":
    case "gate.module_lost":
    case "gate.module_back":
    case "camera.online":
    case "camera.offline":
    case "camera.auth_refused":
      return event.data.error ? errorText(event.data.error) : "";
    case "panel.signal":
      return joined(
        t(`log.qualifiers.${event.data.qualifier}`),
        codeText(`${event.data.format}:${event.data.code}`),
        `${event.data.account}-${event.data.zone}`,
      );
    case "panel.unparsed":
      return event.data.text;
    case "panel.silent":
    case "panel.heard":
      return t("log.details.silent", { n: Math.round(event.data.silentMs / 1000) });
    case "gate.input":
      return joined(
        t(`log.means.${event.data.means}`),
        t(`log.changes.${event.data.change}`),
        event.data.count > 1 ? t("log.details.times", { n: event.data.count }) : "",
      );
    case "gate.line_fault":
    case "gate.line_ok":
      return t(`log.means.${event.data.means}`);
    case "gate.counter_reset":
      return joined(t(`log.means.${event.data.means}`), `${event.data.from} → ${event.data.to}`);
    case "camera.picture_bad":
    case "camera.picture_good":
      return t(`log.contents.${event.data.content}`);
    case "coverage.measured": {
      const { cameras } = event.data;
      const wanted = cameras.reduce((sum, { minutes }) => sum + minutes, 0);
      const missing = cameras.reduce((sum, { gaps }) => sum + gaps.reduce((all, [, minutes]) => all + minutes, 0), 0);
      return t("coverage.log", { cameras: cameras.length, covered: wanted - missing, wanted });
    }
    case "camera.reference_set":
      return event.data.sha256.slice(0, 12);
    case "ptz.taken":
      return event.data.from === null ? "" : t("ptz.from", { name: event.data.from });
    case "ptz.released":
      return t(`ptz.why.${event.data.why}`);
    case "ptz.return_failed":
      return joined(event.data.preset, errorText(event.data.error));
    case "camera.event":
    case "camera.input":
    case "camera.events_limited":
    case "camera.events_lost":
    case "camera.events_back":
    case "camera.clock_off":
    case "camera.clock_ok":
      return cameraDetailOf(event, texts);
    case "clip.stored":
      return joined(
        t("log.details.clip", {
          seconds: Math.round((event.data.toMs - event.data.fromMs) / 1000),
          megabytes: (event.data.bytes / 1e6).toFixed(1),
        }),
        event.data.whole ? "" : t("log.details.clipCut"),
        event.data.gaps.length > 0 ? t("log.details.clipGaps", { n: event.data.gaps.length }) : "",
        event.data.sha256.slice(0, 12),
      );
    case "clip.failed":
      return errorText(event.data.error);
    case "evidence.key_made":
      return event.data.fingerprint;
    case "evidence.export_asked": {
      const { reason, recipient } = event.data.ask;
      return joined(event.data.exportId, `${recipient.unit} ${recipient.person}`, reason);
    }
    case "evidence.exported": {
      const { exportId, recipient, reason, files, bytes, manifestSha256 } = event.data;
      const size = t("log.details.exported", { files, megabytes: (bytes / 1e6).toFixed(1) });
      return joined(exportId, `${recipient.unit} ${recipient.person}`, reason, size, manifestCode(manifestSha256));
    }
    case "evidence.export_failed":
      return joined(event.data.exportId, errorText(event.data.error));
    case "alarm.raised":
      return joined(
        t(`alarms.classes.${event.data.class}`),
        t(`alarms.kinds.${event.data.kind}`),
        event.data.code ? codeText(event.data.code) : "",
      );
    case "alarm.repeated":
      return t("log.details.count", { n: event.data.reportCount });
    case "alarm.acknowledged":
    case "alarm.note_added":
      return event.data.note;
    case "alarm.closed":
      return joined(
        t(`alarms.causes.${event.data.cause}`),
        event.data.reason ? t(`alarms.reasons.${event.data.reason}`) : "",
        event.data.note,
      );
    default:
      if (isEvidenceEvent(event)) return evidenceDetailOf(event, texts);
      return isGateEvent(event) ? gateDetailOf(event, texts) : deskDetailOf(event, texts);
  }
}

import { Button, Input } from "antd";
import { type RefObject, useImperativeHandle, useMemo, useRef, useState } from "react";
import type { EditableSite, SiteEdit } from "../../../native/contract/site-edit.ts";
import type { Formats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/use-texts.ts";
import { listOf } from "../draft.ts";
import { AskedCamera } from "./asked-camera.tsx";
import {
  type Credentials,
  type Enrolled,
  type Enrolment,
  enrolmentEdit,
  type FinderRow,
  freeCameraId,
} from "./enrolment.ts";
import styles from "./find-cameras.module.css";
import { FoundList } from "./found-list.tsx";
import { useCameraFinder } from "./use-camera-finder.ts";

/** What the page's keys do here. */
export interface FinderKeys {
  /** One step back; false when there is none left within. */
  readonly back: () => boolean;
  readonly save: () => void;
}

interface FindCamerasProps {
  readonly site: EditableSite | null;
  readonly formats: Formats;
  readonly busy: boolean;
  readonly keys: RefObject<FinderKeys | null>;
  readonly onEnrol: (edit: SiteEdit) => void;
}

/** Finds cameras, asks the marked ones with one name and password, enrols those that showed what they are (0014). */
export function FindCameras({ site, formats, busy, keys, onEnrol }: FindCamerasProps) {
  const { t, named } = useTexts();
  const finder = useCameraFinder();
  const { rows, search, outcomes, asking } = finder;
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [edited, setEdited] = useState<ReadonlyMap<string, Enrolment>>(new Map());
  const nameField = useRef<HTMLDivElement>(null);

  const devices = useMemo(() => listOf(site, "device"), [site]);
  const areas = useMemo(
    () =>
      listOf(site, "area").map(({ id, name }) => ({
        id: String(id),
        name: named(name as Parameters<typeof named>[0]) || String(id),
      })),
    [site, named],
  );
  const deviceAt = (address: string): string | null => {
    const host = hostOf(address);
    const found = devices.find((device) => device["kind"] === "camera" && hostOf(device["address"]) === host);
    return found === undefined ? null : String(found["id"]);
  };
  // Who has shown what he is is not asked again.
  const isOpen = (row: FinderRow) => deviceAt(row.address) === null && outcomes.get(row.key)?.state !== "seen";
  const chosen = rows.filter((row) => marked.has(row.key) && isOpen(row));
  const asked = rows.filter((row) => outcomes.has(row.key) && deviceAt(row.address) === null);
  const enrolments = proposedEnrolments(
    asked,
    edited,
    new Set(devices.map(({ id }) => String(id))),
    areas[0]?.id ?? "",
  );
  const ready = asked.flatMap((row): Enrolled[] => {
    const outcome = outcomes.get(row.key);
    const enrolment = enrolments.get(row.key);
    const isAgreed = outcome?.state === "seen" && outcome.camera.pictureError?.code !== "camera.stream_port";
    return isAgreed && enrolment?.take ? [{ row, outcome, enrolment }] : [];
  });
  const enrol = () => {
    if (ready.length > 0 && !busy) onEnrol(enrolmentEdit(ready));
  };
  useImperativeHandle(keys, () => ({
    back() {
      if (!asking) return false;
      finder.stopAsking();
      return true;
    },
    save: enrol,
  }));
  const ask = (wanted: readonly FinderRow[], agreed: Omit<Credentials, "username" | "password"> = {}) => {
    if (!asking && wanted.length > 0) void finder.ask(wanted, { username, password, ...agreed });
  };
  return (
    <div className={styles["page"]} data-finder>
      <FoundList
        {...{ rows, search, outcomes, marked, deviceAt }}
        onMark={setMarked}
        onSearch={finder.searchAgain}
        onTyped={(address) => {
          finder.addTyped(address);
          setMarked((before) => new Set(before).add(`typed ${address}`));
          nameField.current?.querySelector("input")?.focus();
        }}
      />
      <section className={styles["asked"]} aria-label={t("enrol.ask")}>
        <form
          className={styles["credentials"]}
          onSubmit={(event) => {
            event.preventDefault();
            ask(chosen);
          }}
        >
          <div ref={nameField} className={styles["both"]}>
            <label>
              {t("enrol.username")}
              <Input
                data-enrol-username
                autoComplete="off"
                maxLength={64}
                value={username}
                onChange={({ target }) => setUsername(target.value)}
              />
            </label>
            <label>
              {t("enrol.password")}
              <Input.Password
                data-enrol-password
                autoComplete="new-password"
                maxLength={128}
                value={password}
                onChange={({ target }) => setPassword(target.value)}
              />
            </label>
          </div>
          {asking ? (
            <Button onClick={finder.stopAsking}>{t("enrol.stop")}</Button>
          ) : (
            <Button
              data-ask
              htmlType="submit"
              type={ready.length === 0 ? "primary" : "default"}
              disabled={chosen.length === 0}
            >
              {t("enrol.askMarked", { n: chosen.length })}
            </Button>
          )}
          <Button
            data-enrol
            type={ready.length > 0 ? "primary" : "default"}
            disabled={ready.length === 0 || asking}
            loading={busy}
            onClick={enrol}
          >
            {t("enrol.enrol", { n: ready.length })}
          </Button>
        </form>
        {asked.length === 0 ? (
          <p className={styles["about"]}>{t("enrol.how")}</p>
        ) : (
          <div className={styles["cards"]}>
            {asked.map((row) => {
              const outcome = outcomes.get(row.key);
              const enrolment = enrolments.get(row.key);
              return (
                outcome &&
                enrolment && (
                  <AskedCamera
                    key={row.key}
                    {...{ row, outcome, enrolment, areas, formats }}
                    onChange={(next) => setEdited((before) => new Map(before).set(row.key, next))}
                    onCertificate={(sha256) => ask([row], { certificate: sha256 })}
                    onPort={(rtspPort) => {
                      if (outcome.state !== "seen" || asking) return;
                      // With what was typed for it, whatever stands in the fields by now.
                      void finder.ask([row], { ...outcome.credentials, rtspPort });
                    }}
                  />
                )
              );
            })}
          </div>
        )}
      </section>
    </div>
  );
}

function hostOf(address: unknown): string {
  return typeof address === "string" && URL.canParse(address) ? new URL(address).host : "";
}

/** What was typed, else what the camera calls itself and the next free id. */
function proposedEnrolments(
  asked: readonly FinderRow[],
  edited: ReadonlyMap<string, Enrolment>,
  deviceIds: ReadonlySet<string>,
  area: string,
): ReadonlyMap<string, Enrolment> {
  const taken = new Set([...deviceIds, ...Array.from(edited.values(), ({ id }) => id)]);
  return new Map(
    asked.map((row) => {
      const known = edited.get(row.key);
      if (known !== undefined) return [row.key, known];
      const id = freeCameraId(taken);
      taken.add(id);
      return [row.key, { take: true, id, nameZh: row.name || row.hardware || id, nameEn: "", area }];
    }),
  );
}

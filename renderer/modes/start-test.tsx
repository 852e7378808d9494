/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- the arrows move among the boxes inside */
import { Button, Input, InputNumber } from "antd";
import { type KeyboardEvent, useMemo, useState } from "react";
import type { Alarm } from "../../native/contract/alarms.ts";
import type { PointOnTest, TestablePoint } from "../../native/contract/desk.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { useSession } from "../rpc/use-station.tsx";
import styles from "./start-test.module.css";

interface StartTestProps {
  readonly onTest: readonly PointOnTest[];
  /** Its point is chosen at the beginning. */
  readonly selected: Alarm | null;
  readonly deviceNames: ReadonlyMap<string, string>;
  readonly areaNames: ReadonlyMap<string, string>;
  readonly nowMs: number;
}

type PointRef = Pick<TestablePoint, "deviceId" | "pointId">;

const ask = (client: StationClient) => client.desk.testablePoints();
const keyOf = ({ deviceId, pointId }: PointRef) => `${deviceId} ${pointId ?? ""}`;

/** Devices and points, searched and ticked by hand or key, put on test together for a time and with a reason. */
export function StartTest({ onTest, selected, deviceNames, areaNames, nowMs }: StartTestProps) {
  const { t, named, errorText } = useTexts();
  const session = useSession();
  const { value: points, problem: unknown } = useAsked(ask);
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => {
    const deviceId = selected?.deviceId ?? null;
    return new Set(deviceId === null ? [] : [keyOf({ deviceId, pointId: selected?.pointId ?? null })]);
  });
  const [minutes, setMinutes] = useState(60);
  const [reason, setReason] = useState("");
  const [refused, setRefused] = useState<readonly { readonly name: string; readonly error: ErrorData }[]>([]);
  const [said, setSaid] = useState("");

  const rows = useMemo(
    () =>
      (points ?? []).map((point) => {
        const device = deviceNames.get(point.deviceId) ?? point.deviceId;
        const name = point.pointId === null ? device : `${named(point.name) || device} · ${point.pointId}`;
        const area = point.areaId === null ? "" : (areaNames.get(point.areaId) ?? point.areaId);
        return { point, key: keyOf(point), name, device, area, text: `${name} ${device} ${area}`.toLowerCase() };
      }),
    [points, deviceNames, areaNames, named],
  );
  const busy = useMemo(() => new Set(onTest.map(keyOf)), [onTest]);
  const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const shown = rows.filter(({ text }) => words.every((word) => text.includes(word)));
  const wanted = rows.filter(({ key }) => chosen.has(key) && !busy.has(key));
  const free = shown.filter(({ key }) => !busy.has(key));
  const allShown = free.length > 0 && free.every(({ key }) => chosen.has(key));

  const toggle = (keys: readonly string[], on: boolean) => {
    const next = new Set(chosen);
    for (const key of keys)
      if (on) next.add(key);
      else next.delete(key);
    setChosen(next);
  };
  async function start(): Promise<void> {
    if (wanted.length === 0 || reason.trim() === "") return;
    const untilMs = Math.round(nowMs) + minutes * 60_000;
    const wrong: { name: string; error: ErrorData }[] = [];
    for (const { point, name } of wanted) {
      const { deviceId, pointId } = point;
      const input = { deviceId, pointId, untilMs, reason: reason.trim() };
      const answer = await session.call((client) => client.desk.startTest(input));
      if (!answer.ok) wrong.push({ name, error: answer.error });
    }
    setRefused(wrong);
    setSaid(t("desk.held.putOn", { n: wanted.length - wrong.length }));
    if (wrong.length < wanted.length) {
      setChosen(new Set());
      setReason("");
    }
  }
  const ready = wanted.length > 0 && reason.trim() !== "";
  return (
    <section className={styles["start"]} aria-label={t("desk.held.start")}>
      <h3>{t("desk.held.start")}</h3>
      <div className={styles["row"]}>
        <Input
          value={search}
          maxLength={100}
          style={{ width: 280 }}
          allowClear
          aria-label={t("desk.held.search")}
          placeholder={t("desk.held.search")}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => moveAmongBoxes(event)}
        />
        <label>
          <input
            type="checkbox"
            checked={allShown}
            disabled={free.length === 0}
            onChange={(event) =>
              toggle(
                free.map(({ key }) => key),
                event.target.checked,
              )
            }
          />
          {t("desk.held.all", { n: free.length })}
        </label>
        <span className={styles["count"]}>{t("desk.held.chosen", { n: wanted.length })}</span>
      </div>
      {unknown && <p className={styles["problem"]}>{errorText(unknown)}</p>}
      <ul className={styles["points"]} aria-label={t("desk.held.points")} onKeyDown={moveAmongBoxes}>
        {shown.map(({ point, key, name, device, area }) => (
          <li key={key} data-whole={point.pointId === null}>
            <label>
              <input
                type="checkbox"
                data-point={key}
                checked={busy.has(key) || chosen.has(key)}
                disabled={busy.has(key)}
                onChange={(event) => toggle([key], event.target.checked)}
              />
              <span>{name}</span>
              <span className={styles["quiet"]}>
                {point.pointId === null ? t("desk.held.wholeDevice") : point.kind && t(`alarms.kinds.${point.kind}`)}
                {point.pointId !== null && named(point.name) !== "" && named(point.name) !== device && ` · ${device}`}
              </span>
              <span className={styles["quiet"]}>{area}</span>
              <span className={styles["quiet"]}>
                {busy.has(key) ? t("desk.held.isOn") : point.class === "life" ? t("desk.held.stillSounds") : ""}
              </span>
            </label>
          </li>
        ))}
        {points !== null && shown.length === 0 && <li className={styles["quiet"]}>{t("desk.held.noneFound")}</li>}
      </ul>
      <div className={styles["row"]}>
        <label>
          {t("desk.held.minutes")}
          <InputNumber
            min={1}
            max={10_080}
            value={minutes}
            style={{ width: 90 }}
            onChange={(value) => setMinutes(value ?? 60)}
          />
        </label>
        <Input
          value={reason}
          maxLength={500}
          style={{ width: 280 }}
          aria-label={t("desk.held.reason")}
          placeholder={t("desk.held.reason")}
          onChange={(event) => setReason(event.target.value)}
          onPressEnter={() => void start()}
        />
        <Button type="primary" disabled={!ready} onClick={() => void start()}>
          {t("desk.held.put", { n: wanted.length })}
        </Button>
        <output>{said}</output>
      </div>
      {refused.map(({ name, error }) => (
        <p key={name} className={styles["problem"]}>
          {name}: {errorText(error)}
        </p>
      ))}
      <p className={styles["quiet"]}>{t("desk.held.lifeStill")}</p>
    </section>
  );
}

/** The arrows move among the boxes that can be ticked, from the search into the first; Space ticks. */
function moveAmongBoxes(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by === 0 || event.nativeEvent.isComposing) return;
  const boxes = [
    ...(event.currentTarget
      .closest("section")
      ?.querySelectorAll<HTMLInputElement>("input[data-point]:not(:disabled)") ?? []),
  ];
  const at = boxes.findIndex((box) => box === document.activeElement);
  const next = at < 0 ? boxes[0] : boxes[at + by];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

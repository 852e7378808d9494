import { Button, Input, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import { alarmClasses } from "../../native/contract/alarms.ts";
import { type EventFilter, type EventKind, eventKinds } from "../../native/contract/events.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import { parseLocalTime } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "../ui/listing.module.css";

interface LogFiltersProps {
  readonly filter: EventFilter;
  readonly info: StationInfo | null;
  readonly deviceNames: ReadonlyMap<string, string>;
  readonly onChange: (filter: EventFilter) => void;
}

/** The filter with a condition set, or without it. */
function withCondition<K extends keyof EventFilter>(filter: EventFilter, key: K, value: EventFilter[K]): EventFilter {
  const { [key]: _, ...rest } = filter;
  const empty = value === undefined || (Array.isArray(value) && value.length === 0);
  return empty ? rest : { ...rest, [key]: value };
}

export function LogFilters({ filter, info, deviceNames, onChange }: LogFiltersProps) {
  const { t, named } = useTexts();
  const search = useRef<HTMLDivElement>(null);
  const [times, setTimes] = useState({ from: "", to: "" });
  useEffect(() => search.current?.querySelector("input")?.focus(), []);
  const timeZone = info?.site?.timeZone ?? "Asia/Shanghai";

  const changeTime = (end: "from" | "to", value: string) => {
    setTimes({ ...times, [end]: value });
    onChange(withCondition(filter, end === "from" ? "fromMs" : "toMs", parseLocalTime(value, timeZone) ?? undefined));
  };
  return (
    <search className={styles["filters"]} aria-label={t("log.search")}>
      <div ref={search} style={{ flex: "1 1 260px" }}>
        <Input
          allowClear
          maxLength={100}
          aria-label={t("log.search")}
          placeholder={t("log.searchPlaceholder")}
          value={filter.text ?? ""}
          onChange={(event) => onChange(withCondition(filter, "text", event.target.value.trimStart() || undefined))}
        />
      </div>
      <Select<EventKind[]>
        mode="multiple"
        allowClear
        maxTagCount={1}
        style={{ width: "14.3rem" }}
        aria-label={t("log.filters.kinds")}
        placeholder={t("log.filters.kinds")}
        value={filter.kinds ?? []}
        options={eventKinds.map((kind) => ({ value: kind, label: t(`log.kinds.${kind}`) }))}
        optionFilterProp="label"
        onChange={(kinds) => onChange(withCondition(filter, "kinds", kinds))}
      />
      <Select
        mode="multiple"
        allowClear
        maxTagCount={2}
        style={{ width: "10.7rem" }}
        aria-label={t("log.filters.severity")}
        placeholder={t("log.filters.severity")}
        value={filter.severities ?? []}
        options={alarmClasses.map((known) => ({ value: known, label: t(`alarms.classes.${known}`) }))}
        onChange={(severities) => onChange(withCondition(filter, "severities", severities))}
      />
      <Select<string>
        allowClear
        showSearch
        style={{ width: "10.7rem" }}
        aria-label={t("log.filters.area")}
        placeholder={t("log.filters.area")}
        value={filter.areaId ?? null}
        options={(info?.areas ?? []).map((area) => ({ value: area.id, label: named(area.name) }))}
        optionFilterProp="label"
        onChange={(areaId?: string) => onChange(withCondition(filter, "areaId", areaId))}
      />
      <Select<string>
        allowClear
        showSearch
        style={{ width: "11.4rem" }}
        aria-label={t("log.filters.device")}
        placeholder={t("log.filters.device")}
        value={filter.deviceId ?? null}
        options={(info?.devices ?? []).map((device) => ({
          value: device.id,
          label: deviceNames.get(device.id) ?? device.id,
        }))}
        optionFilterProp="label"
        onChange={(deviceId?: string) => onChange(withCondition(filter, "deviceId", deviceId))}
      />
      {(["from", "to"] as const).map((end) => (
        <label key={end}>
          {t(`log.filters.${end}`)}
          <Input
            style={{ width: "11rem" }}
            maxLength={19}
            placeholder={t("desk.span.form")}
            status={times[end] !== "" && parseLocalTime(times[end], timeZone) === null ? "error" : ""}
            value={times[end]}
            onChange={(event) => changeTime(end, event.target.value)}
          />
        </label>
      ))}
      <Button
        onClick={() => {
          setTimes({ from: "", to: "" });
          onChange({});
        }}
      >
        {t("log.filters.reset")}
      </Button>
    </search>
  );
}

import { Button, Input } from "antd";
import { useState } from "react";
import type { SerialPortInfo } from "../../../native/contract/site-edit.ts";
import { useTexts } from "../../i18n/use-texts.ts";
import { useForm } from "./form-context.ts";
import styles from "./form.module.css";
import {
  joinLink,
  type LinkParts,
  media,
  serialChoices,
  type SerialSetting,
  serialStandard,
  splitLink,
} from "./link-parts.ts";
import { type FieldProps, FieldRow, plainText } from "./plain-fields.tsx";
import { useFieldTexts } from "./use-field-texts.ts";

/** How the device is reached: the medium, then its own settings as fields. */
export function LinkField(props: FieldProps) {
  const { value, onChange } = props;
  const { t } = useTexts();
  const parts = splitLink(plainText(value));
  const put = (next: LinkParts) => onChange(joinLink(next));
  const turnInto = (medium: string) => {
    if (medium === "serial") put({ medium, path: "", ...serialStandard });
    else if (medium === "tcp") put({ medium, host: "", port: "" });
    else put({ medium: "tcp-listen", host: "0.0.0.0", port: "" });
  };
  return (
    <FieldRow
      props={props}
      wide
      badFormat={t(parts.medium === "serial" ? "site.edit.portNeeded" : "site.edit.hostNeeded")}
    >
      {(id, describedBy) => (
        <div className={styles["link"]}>
          <select
            id={id}
            aria-describedby={describedBy}
            className={styles["select"]}
            value={parts.medium}
            onChange={({ target }) => turnInto(target.value)}
          >
            {media.map((medium) => (
              <option key={medium} value={medium}>
                {t(`site.edit.media.${medium}`)}
              </option>
            ))}
          </select>
          {parts.medium === "serial" ? (
            <SerialParts parts={parts} onChange={put} />
          ) : (
            <NetParts parts={parts} onChange={put} />
          )}
        </div>
      )}
    </FieldRow>
  );
}

interface PartsProps<M extends LinkParts["medium"]> {
  readonly parts: Extract<LinkParts, { medium: M }>;
  readonly onChange: (parts: LinkParts) => void;
}

function NetParts({ parts, onChange }: PartsProps<"tcp" | "tcp-listen">) {
  const { t } = useTexts();
  return (
    <>
      <label>
        {t(parts.medium === "tcp" ? "site.edit.host" : "site.edit.listenHost")}
        <Input
          value={parts.host}
          spellCheck={false}
          placeholder={parts.medium === "tcp" ? "192.168.1.20" : "0.0.0.0"}
          onChange={({ target }) => onChange({ ...parts, host: target.value })}
        />
      </label>
      <label>
        {t("site.edit.port")}
        <Input
          className={styles["short"] ?? ""}
          inputMode="numeric"
          value={parts.port}
          placeholder="1–65535"
          onChange={({ target }) => onChange({ ...parts, port: target.value.replaceAll(/\D/g, "") })}
        />
      </label>
    </>
  );
}

function SerialParts({ parts, onChange }: PartsProps<"serial">) {
  const { t } = useTexts();
  const texts = useFieldTexts();
  const { ports, onListPorts, deviceId } = useForm();
  const listed = ports ?? [];
  const isListed = listed.some((port) => port.path === parts.path || port.device === parts.path);
  const noneChosen = t(listed.length === 0 ? "site.edit.noPorts" : "site.edit.choosePort");
  const [writes, setWrites] = useState(false);
  const isWritten = writes || (parts.path !== "" && !isListed && ports !== null);
  return (
    <>
      <label>
        {t("site.edit.serialPort")}
        <select
          className={styles["select"]}
          value={isWritten ? "*" : parts.path}
          onFocus={onListPorts}
          onChange={({ target }) => {
            setWrites(target.value === "*");
            onChange({ ...parts, path: target.value === "*" ? "" : target.value });
          }}
        >
          <option value="">{noneChosen}</option>
          {listed.map((port) => (
            <option key={port.device} value={port.device === parts.path ? port.device : port.path}>
              {portText(port, deviceId, t("site.edit.inUseBy"))}
            </option>
          ))}
          <option value="*">{t("site.edit.otherPort")}</option>
        </select>
      </label>
      {isWritten && (
        <label>
          {t("site.edit.portPath")}
          <Input
            value={parts.path}
            spellCheck={false}
            placeholder="/dev/serial/by-id/…"
            onChange={({ target }) => onChange({ ...parts, path: target.value.replaceAll(/[\s?]/g, "") })}
          />
        </label>
      )}
      {(Object.keys(serialChoices) as SerialSetting[]).map((setting) => (
        <label key={setting}>
          {texts.label(setting)}
          <select
            className={styles["select"]}
            value={parts[setting]}
            onChange={({ target }) => onChange({ ...parts, [setting]: target.value })}
          >
            {[...new Set<string>([...serialChoices[setting], parts[setting]])].map((choice) => (
              <option key={choice} value={choice}>
                {texts.choice(setting, choice)}
              </option>
            ))}
          </select>
        </label>
      ))}
      <Button size="small" onClick={onListPorts}>
        {t("site.edit.listPorts")}
      </Button>
    </>
  );
}

/** `FTDI FT232R (/dev/ttyUSB0) – in use by gate1`. */
function portText(port: SerialPortInfo, deviceId: string, inUseBy: string): string {
  const name = port.path.slice(port.path.lastIndexOf("/") + 1);
  const what = port.path === port.device ? [port.device] : [name, `(${port.device})`];
  const others = port.usedBy.filter((id) => id !== deviceId);
  return [
    ...what,
    ...(port.manufacturer === null ? [] : [port.manufacturer]),
    ...(others.length === 0 ? [] : [`– ${inUseBy} ${others.join(", ")}`]),
  ].join(" ");
}

import { Button, Input } from "antd";
import { useState } from "react";
import { useTexts } from "../../i18n/use-texts.ts";
import { useForm } from "./form-context.ts";
import styles from "./form.module.css";
import { type FieldProps, FieldRow, plainText } from "./plain-fields.tsx";

/** One of the site's areas. */
export function AreaField(props: FieldProps) {
  const { value, required, onChange } = props;
  const { areas } = useForm();
  const written = plainText(value);
  return (
    <FieldRow props={props}>
      {(id, describedBy) => (
        <select
          id={id}
          aria-describedby={describedBy}
          className={styles["select"]}
          value={written}
          onChange={({ target }) => onChange(target.value === "" ? undefined : target.value)}
        >
          {(!required || written === "") && <option value="">—</option>}
          {written !== "" && !areas.some((area) => area.id === written) && <option value={written}>{written}</option>}
          {areas.map((area) => (
            <option key={area.id} value={area.id}>
              {area.name} ({area.id})
            </option>
          ))}
        </select>
      )}
    </FieldRow>
  );
}

/** Cameras that look at it, each taken out by its own button. */
export function CamerasField(props: FieldProps) {
  const { value, onChange } = props;
  const { t } = useTexts();
  const { cameras } = useForm();
  const chosen = Array.isArray(value) ? value.map(String) : [];
  const nameOf = (cameraId: string) => cameras.find((camera) => camera.id === cameraId)?.name ?? cameraId;
  return (
    <FieldRow props={props} deep>
      {(id, describedBy) => (
        <span className={styles["chips"]}>
          {chosen.map((cameraId) => (
            <Button
              key={cameraId}
              size="small"
              aria-label={t("site.edit.takeOut", { name: nameOf(cameraId) })}
              onClick={() => onChange(chosen.filter((each) => each !== cameraId))}
            >
              {nameOf(cameraId)} ×
            </Button>
          ))}
          <select
            id={id}
            aria-describedby={describedBy}
            className={styles["select"]}
            value=""
            onChange={({ target }) => onChange([...chosen, target.value])}
          >
            <option value="">{t("site.edit.addCamera")}</option>
            {cameras
              .filter((camera) => !chosen.includes(camera.id))
              .map((camera) => (
                <option key={camera.id} value={camera.id}>
                  {camera.name} ({camera.id})
                </option>
              ))}
          </select>
        </span>
      )}
    </FieldRow>
  );
}

/** A password that is set is never shown: it stays until another is typed or it is cleared. */
export function SecretField(props: FieldProps) {
  const { name, value, onChange } = props;
  const { t } = useTexts();
  const { secrets, isNew } = useForm();
  const isSet = !isNew && secrets.has(name);
  const [isOpen, setOpen] = useState(!isSet);
  const keeps = isSet && value === undefined;
  return (
    <FieldRow props={props}>
      {(id, describedBy) =>
        keeps && !isOpen ? (
          <span className={styles["both"]}>
            <Input id={id} aria-describedby={describedBy} readOnly value={t("site.edit.secretSet")} />
            <Button onClick={() => setOpen(true)}>{t("site.edit.secretReplace")}</Button>
          </span>
        ) : (
          <span className={styles["both"]}>
            <Input.Password
              id={id}
              aria-describedby={describedBy}
              value={plainText(value)}
              maxLength={128}
              autoComplete="new-password"
              placeholder={isSet ? t("site.edit.secretNew") : ""}
              onChange={({ target }) => onChange(target.value)}
            />
            {isSet && (
              <Button
                onClick={() => {
                  onChange(undefined);
                  setOpen(false);
                }}
              >
                {t("site.edit.secretKeep")}
              </Button>
            )}
          </span>
        )
      }
    </FieldRow>
  );
}

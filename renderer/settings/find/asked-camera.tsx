import { Button, Input } from "antd";
import type { ReactNode } from "react";
import type { ProbedCamera, ShownCertificate } from "../../../native/contract/enrol.ts";
import type { Formats } from "../../i18n/formats.ts";
import { useTexts } from "../../i18n/use-texts.ts";
import type { Enrolment, FinderRow, Outcome } from "./enrolment.ts";
import styles from "./find-cameras.module.css";

interface AskedCameraProps {
  readonly row: FinderRow;
  readonly outcome: Outcome;
  readonly enrolment: Enrolment;
  readonly areas: readonly { readonly id: string; readonly name: string }[];
  readonly formats: Formats;
  readonly onChange: (enrolment: Enrolment) => void;
  readonly onCertificate: (sha256: string) => void;
  readonly onPort: (port: number) => void;
}

/** A clock that is wrong by more than this spoils the times of recordings, ms. */
const clockOffMs = 5000;

/** What one camera said of itself, its picture, and under what name it is enrolled. */
export function AskedCamera({
  row,
  outcome,
  enrolment,
  areas,
  formats,
  onChange,
  onCertificate,
  onPort,
}: AskedCameraProps) {
  const { t, errorText } = useTexts();
  return (
    <article className={styles["card"]} data-asked={row.address} data-state={outcome.state}>
      <header>
        <h3>{row.name || row.hardware || row.address}</h3>
        <span className={styles["address"]}>{row.address}</span>
      </header>
      {outcome.state === "waiting" && <p className={styles["about"]}>{t("enrol.states.waiting")}</p>}
      {outcome.state === "asking" && (
        <p className={styles["about"]}>
          {outcome.step === null ? t("enrol.states.asking") : t(`enrol.steps.${outcome.step}`)}
        </p>
      )}
      {outcome.state === "spared" && <p className={styles["warning"]}>{t("enrol.spared")}</p>}
      {outcome.state === "failed" && (
        <p className={styles["bad"]}>
          {outcome.error.code === "camera.auth_refused" ? t("enrol.refused") : errorText(outcome.error)}
        </p>
      )}
      {outcome.state === "certificate" && (
        <Certificate certificate={outcome.certificate} formats={formats} onCertificate={onCertificate} />
      )}
      {outcome.state === "seen" && (
        <div className={styles["seen"]}>
          {outcome.camera.jpeg === null ? (
            <div className={styles["noPicture"]}>
              <p>
                {t("enrol.noPicture")} {outcome.camera.pictureError && errorText(outcome.camera.pictureError)}
              </p>
              {outcome.camera.rtspPort !== null && outcome.camera.pictureError?.code === "camera.stream_port" && (
                <AgreePort port={outcome.camera.rtspPort} onPort={onPort} />
              )}
            </div>
          ) : (
            <img src={`data:image/jpeg;base64,${outcome.camera.jpeg}`} alt={t("enrol.pictureOf", { name: row.name })} />
          )}
          <Facts camera={outcome.camera} />
          <EnrolAs enrolment={enrolment} areas={areas} onChange={onChange} />
        </div>
      )}
    </article>
  );
}

function AgreePort({ port, onPort }: { readonly port: number; readonly onPort: (port: number) => void }) {
  const { t } = useTexts();
  return (
    <Button data-port-yes onClick={() => onPort(port)}>
      {t("enrol.askPort", { port })}
    </Button>
  );
}

function Facts({ camera }: { readonly camera: ProbedCamera }) {
  const { t } = useTexts();
  const { clockOffsetMs: off } = camera;
  const size = ({ encoding, width, height }: ProbedCamera["profiles"][number]) => `${encoding} ${width}×${height}`;
  const facts: readonly (readonly [string, ReactNode, boolean])[] = [
    [t("enrol.model"), `${camera.manufacturer} ${camera.model}`.trim() || "—", false],
    [t("enrol.firmware"), camera.firmware || "—", false],
    [t("enrol.serial"), camera.serial || "—", false],
    [
      t("enrol.clock"),
      off === null
        ? t("enrol.noClock")
        : Math.abs(off) <= clockOffMs
          ? t("enrol.clockRight")
          : t(off > 0 ? "enrol.clockFast" : "enrol.clockSlow", { n: Math.round(Math.abs(off) / 1000) }),
      off !== null && Math.abs(off) > clockOffMs,
    ],
    [t("enrol.profiles"), camera.profiles.map(size).join(", ") || "—", false],
    [t("enrol.tile"), camera.tile === null ? "—" : size(camera.tile), camera.tile === null],
    [t("enrol.rtspPort"), camera.rtspPort ?? "—", false],
    [
      t("enrol.can"),
      [camera.events && t("enrol.events"), camera.ptz && t("enrol.ptz")].filter(Boolean).join(", ") || "—",
      false,
    ],
    ...(camera.otherHosts.length > 0
      ? [[t("enrol.named"), t("enrol.otherHosts", { hosts: camera.otherHosts.join(", ") }), true] as const]
      : []),
  ];
  return (
    <dl className={styles["facts"]}>
      {facts.map(([name, value, isOdd]) => (
        <div key={name} data-odd={isOdd}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function EnrolAs({ enrolment, areas, onChange }: Pick<AskedCameraProps, "enrolment" | "areas" | "onChange">) {
  const { t } = useTexts();
  const field = (name: "nameZh" | "nameEn" | "id", maxLength: number) => (
    <label>
      {t(`enrol.fields.${name}`)}
      <Input
        data-enrol-field={name}
        value={enrolment[name]}
        maxLength={maxLength}
        onChange={({ target }) => onChange({ ...enrolment, [name]: target.value })}
      />
    </label>
  );
  return (
    <fieldset className={styles["enrolAs"]}>
      <label className={styles["take"]}>
        <input
          type="checkbox"
          data-take
          checked={enrolment.take}
          onChange={({ target }) => onChange({ ...enrolment, take: target.checked })}
        />{" "}
        {t("enrol.take")}
      </label>
      {field("nameZh", 200)}
      {field("nameEn", 200)}
      <label>
        {t("enrol.fields.area")}
        <select
          className={styles["select"]}
          data-enrol-field="area"
          value={enrolment.area}
          onChange={({ target }) => onChange({ ...enrolment, area: target.value })}
        >
          {areas.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {field("id", 64)}
    </fieldset>
  );
}

interface CertificateProps {
  readonly certificate: ShownCertificate;
  readonly formats: Formats;
  readonly onCertificate: (sha256: string) => void;
}

/** To be compared with what the camera's own page shows; nothing has been sent to it yet. */
function Certificate({ certificate, formats, onCertificate }: CertificateProps) {
  const { t } = useTexts();
  const { sha256, subject, validFromMs, validToMs } = certificate;
  return (
    <div className={styles["certificate"]}>
      <p>{t("enrol.compare")}</p>
      <code>{(sha256.match(/.{2}/g) ?? []).join(":").toUpperCase()}</code>
      <p className={styles["about"]}>
        {subject} · {formats.dateTime(validFromMs)} – {formats.dateTime(validToMs)}
      </p>
      <Button data-certificate-yes onClick={() => onCertificate(sha256)}>
        {t("enrol.sameCertificate")}
      </Button>
    </div>
  );
}

import { Button } from "antd";
import { useState } from "react";
import type { ProfileList, ProfileSummary } from "../../../native/contract/gate-profile.ts";
import { useTexts } from "../../i18n/use-texts.ts";
import type { StationClient } from "../../rpc/transport.ts";
import { useAsked } from "../../rpc/use-asked.ts";
import { useSession } from "../../rpc/use-station.tsx";
import styles from "./form.module.css";
import { type FieldProps, FieldRow, plainText } from "./plain-fields.tsx";

const askProfiles = (client: StationClient) => client.devices.profiles();

/** One of the profiles that the station has; files that it refused are said, with why. */
export function ProfileField(props: FieldProps) {
  const { value, onChange } = props;
  const { t, named, errorText } = useTexts();
  const session = useSession();
  const asked = useAsked(askProfiles);
  const [anew, setAnew] = useState<ProfileList | null>(null);
  const list = anew ?? asked.value;
  const written = plainText(value);
  const chosen = list?.profiles.find(({ id }) => id === written) ?? null;
  const readAnew = async () => {
    // oxlint-disable-next-line react/hooks -- a call of the station, named before React's habit
    const answer = await session.call((client) => client.devices.useProfiles());
    if (answer.ok) setAnew(answer.value);
  };
  return (
    <FieldRow props={props} wide>
      {(id, describedBy) => (
        <>
          <span className={styles["both"]}>
            <select
              id={id}
              aria-describedby={describedBy}
              className={styles["select"]}
              value={written}
              onChange={({ target }) => onChange(target.value === "" ? undefined : target.value)}
            >
              <option value="">—</option>
              {written !== "" && chosen === null && <option value={written}>{written}</option>}
              {list?.profiles.map((profile) => (
                <option key={profile.id} value={profile.id}>
                  {named(profile.name)} · {profile.maker} ({profile.id})
                </option>
              ))}
            </select>
            <Button onClick={() => void readAnew()}>{t("site.edit.profiles.anew")}</Button>
          </span>
          {asked.problem && <span className={styles["bad"]}>{errorText(asked.problem)}</span>}
          {chosen && <ProfileFacts profile={chosen} />}
          {list?.refused.map(({ file, problems: [first, ...others] }) => (
            <span key={file} className={styles["bad"]}>
              {t("site.edit.profiles.refused", {
                file,
                path: first?.path ?? "",
                problem: first ? t(`profile.problems.${first.problem}`) : "",
                expected: first?.expected ?? "",
                n: others.length + 1,
              })}
            </span>
          ))}
        </>
      )}
    </FieldRow>
  );
}

function ProfileFacts({ profile }: { readonly profile: ProfileSummary }) {
  const { t, named } = useTexts();
  const { serial, points, needsUnit, synthetic } = profile;
  const facts = [
    ...(serial
      ? [`${serial.baudRate} ${serial.dataBits}${serial.parity.slice(0, 1).toUpperCase()}${serial.stopBits}`]
      : []),
    ...(needsUnit ? [t("site.edit.profiles.unit")] : []),
    points.map((point) => named(point.name)).join(", "),
    ...(synthetic ? [t("site.edit.profiles.synthetic")] : []),
  ];
  return <span className={styles["quiet"]}>{facts.filter(Boolean).join(" · ")}</span>;
}

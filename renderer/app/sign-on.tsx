import { Button, Input, Select } from "antd";
import { type KeyboardEvent, memo, useEffect, useRef, useState } from "react";
import { type Actor, type Role, roles } from "../../native/contract/actor.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession, useStore } from "../rpc/use-station.tsx";
import styles from "./sign-on.module.css";

interface SignOnProps {
  readonly actor: Actor | null;
  /** Goes up by one whenever the name is asked for; 0 at the start. */
  readonly asked: number;
}

const nameLength = 40;
type SignOnRole = Exclude<Role, "viewer">;
const signOnRoles = roles.filter((role): role is SignOnRole => role !== "viewer");

/** In the bar, never over the alarms. */
export const SignOn = memo(function SignOn({ actor, asked }: SignOnProps) {
  const { t, errorText } = useTexts();
  const session = useSession();
  const store = useStore();
  const [name, setName] = useState("");
  const [role, setRole] = useState<SignOnRole>("operator");
  const [problem, setProblem] = useState("");
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    if (asked > 0) place.current?.querySelector<HTMLElement>("input, button")?.focus();
  }, [asked]);

  async function signOn(): Promise<void> {
    if (name.trim() === "") return;
    const answer = await session.call((client) => client.session.signOn({ name: name.trim(), role }));
    setProblem(answer.ok ? "" : errorText(answer.error));
    if (!answer.ok) return;
    store.set((state) => ({ ...state, actor: answer.value }));
    setName("");
    // Back to the alarms: the next key is for them.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  }
  async function signOff(): Promise<void> {
    const answer = await session.call((client) => client.session.signOff());
    setProblem(answer.ok ? "" : errorText(answer.error));
    if (answer.ok) store.set((state) => ({ ...state, actor: null }));
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.nativeEvent.isComposing && event.keyCode !== 229) void signOn();
  };

  if (actor)
    return (
      <section ref={place} className={styles["operator"]}>
        <span title={problem}>
          <b>{actor.name}</b> {t(`app.roles.${actor.role}`)}
        </span>
        <Button size="small" onClick={() => void signOff()}>
          {t("app.operator.signOff")}
        </Button>
      </section>
    );
  return (
    <section ref={place} className={styles["operator"]} aria-label={t("app.operator.label")} title={problem}>
      <Input
        size="small"
        style={{ width: "6rem" }}
        maxLength={nameLength}
        value={name}
        status={problem === "" ? "" : "error"}
        aria-label={t("app.operator.name")}
        placeholder={t("app.operator.name")}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={onKey}
      />
      <Select<SignOnRole>
        size="small"
        style={{ width: "6.9rem" }}
        value={role}
        aria-label={t("app.operator.role")}
        options={signOnRoles.map((known) => ({ value: known, label: t(`app.roles.${known}`) }))}
        onChange={setRole}
      />
      <Button size="small" type="primary" disabled={name.trim() === ""} onClick={() => void signOn()}>
        {t("app.operator.signOn")}
      </Button>
    </section>
  );
});

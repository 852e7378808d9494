/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-autofocus --
   the whole page takes a dropped file; the question asked must have the keys */
import { Button, Input } from "antd";
import { type DragEvent, useEffect, useRef, useState } from "react";
import type { Role } from "../../native/contract/actor.ts";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { SiteProblem } from "../../native/contract/site.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { useSession } from "../rpc/use-station.tsx";
import { exampleSite } from "./example-site.ts";
import styles from "./site-page.module.css";
import { SiteProblems } from "./site-problems.tsx";

interface SitePageProps {
  readonly role: Role | null;
  readonly onDone: () => void;
}

/** What is known of exactly this text; another letter and nothing is known. */
interface Checked {
  readonly text: string;
  readonly problems: readonly SiteProblem[];
}

const mostCharacters = 4_000_000;

/** The first site file: afterwards the devices page changes it. */
export function SitePage({ role, onDone }: SitePageProps) {
  const { t, errorText } = useTexts();
  const session = useSession();
  const [text, setText] = useState("");
  const [checked, setChecked] = useState<Checked | null>(null);
  const [confirming, setConfirming] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const [said, setSaid] = useState("");
  const [dropping, setDropping] = useState(false);
  const field = useRef<HTMLDivElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.querySelector("textarea")?.focus(), []);
  // Until there is a site, whoever has signed on may give one: nothing can be taken away.
  const allowed = role !== null;

  const change = (next: string) => {
    setText(next);
    setChecked(null);
    setConfirming(false);
    setProblem(null);
    setSaid("");
  };
  async function read(file: File | undefined): Promise<void> {
    if (!file) return;
    try {
      change(await file.text());
    } catch {
      // The browser gives no reason worth showing; the file may be gone or not be ours to read.
      setSaid(t("site.notText"));
    }
  }
  async function run(what: "check" | "install"): Promise<void> {
    setBusy(true);
    setConfirming(false);
    const answer = await session.call((client) => client.site[what]({ text }));
    setBusy(false);
    setProblem(answer.ok ? null : answer.error);
    if (!answer.ok) return;
    setChecked({ text, problems: answer.value.problems });
    if (what === "install" && answer.value.problems.length === 0) {
      setSaid(t("site.installed"));
      session.refresh();
      onDone();
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setDropping(false);
    void read(event.dataTransfer.files[0]);
  };
  const fit = checked !== null && checked.text === text && checked.problems.length === 0;
  return (
    <main
      className={styles["page"]}
      data-dropping={dropping}
      onDragOver={(event) => {
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={drop}
    >
      <h1>{t("site.firstRun")}</h1>
      <p>{dropping ? t("site.drop") : t("site.intro")}</p>
      <div className={styles["buttons"]}>
        <Button onClick={() => chooser.current?.click()}>{t("site.choose")}</Button>
        <input
          ref={chooser}
          hidden
          type="file"
          accept=".json,application/json"
          onChange={(event) => {
            void read(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
        <Button onClick={() => change(exampleSite)}>{t("site.example")}</Button>
      </div>
      <div ref={field} className={styles["text"]}>
        <Input.TextArea
          value={text}
          maxLength={mostCharacters}
          spellCheck={false}
          aria-label={t("site.text")}
          onChange={(event) => change(event.target.value)}
        />
      </div>
      <div className={styles["buttons"]}>
        <Button
          type={fit ? "default" : "primary"}
          loading={busy}
          disabled={text.trim() === ""}
          onClick={() => void run("check")}
        >
          {t("site.check")}
        </Button>
        {!confirming && (
          <Button
            type={fit ? "primary" : "default"}
            disabled={!fit || !allowed || busy}
            onClick={() => setConfirming(true)}
          >
            {t("site.install")}
          </Button>
        )}
        {confirming && (
          <>
            <strong>{t("site.confirm")}</strong>
            <Button autoFocus danger onClick={() => void run("install")}>
              {t("site.confirmYes")}
            </Button>
            <Button onClick={() => setConfirming(false)}>{t("site.confirmNo")}</Button>
          </>
        )}
        {!allowed && <span className={styles["need"]}>{t("app.operator.needed")}</span>}
      </div>
      <output className={styles["status"]} data-bad={problem !== null}>
        {problem ? errorText(problem) : fit ? t("site.ok") : said}
      </output>
      {checked !== null && checked.problems.length > 0 && <SiteProblems problems={checked.problems} />}
    </main>
  );
}

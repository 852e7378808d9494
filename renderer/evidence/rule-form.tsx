/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- Escape leaves the form from anywhere within */
import { InputNumber } from "antd";
import { useEffect, useRef, useState } from "react";
import type { ErrorData } from "../../native/contract/errors.ts";
import { type SiteVideo, siteVideoSchema } from "../../native/contract/site.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import { useSession } from "../rpc/use-station.tsx";
import { FormFoot } from "../ui/form-foot.tsx";
import { onEnter } from "../ui/on-enter.ts";
import { useSending } from "../ui/use-sending.ts";
import styles from "./evidence.module.css";

interface RuleFormProps {
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

/** Each with the bounds of native/contract/site.ts. */
const numbers = [
  ["keepAtLeastDays", 30, 3650],
  ["deleteAfterDays", 30, 3650],
  ["quietHour", 0, 23],
  ["beforeSeconds", 10, 35],
  ["afterSeconds", 10, 600],
] as const satisfies readonly (readonly [keyof SiteVideo, number, number])[];
/** Lines are closed and opened before the answer. */
const mostApplyMs = 30_000;
const askSite = (client: StationClient) => client.site.get();

/** How recordings are made and kept: a change of the site file like any other, with who and when. */
export function RuleForm({ onDone, onCancel }: RuleFormProps) {
  const { t, errorText } = useTexts();
  const session = useSession();
  const { value: editable, problem: unread } = useAsked(askSite);
  const [own, setOwn] = useState<Partial<SiteVideo>>({});
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const [hint, setHint] = useState("");
  const [sending, sendOnce] = useSending();
  const form = useRef<HTMLFormElement>(null);
  const ready = editable !== null;
  useEffect(() => {
    if (ready) form.current?.querySelector("input")?.focus();
  }, [ready]);
  const found = siteVideoSchema.safeParse(editable?.site?.["video"] ?? {});
  const present = found.success ? found.data : siteVideoSchema.parse({});
  const video: SiteVideo = { ...present, ...own };
  const send = () => {
    if (video.deleteAfterDays < video.keepAtLeastDays) return setHint(t("evidence.storage.ceilingBelow"));
    sendOnce(async () => {
      const edit = { operations: [{ type: "changeVideo" as const, video: { ...video } }] };
      const answer = await session.call(async (client) => {
        const preview = await client.site.preview({ edit });
        return preview.problems.length > 0
          ? preview.problems[0]
          : void (await client.site.apply({ edit, baseSha256: preview.baseSha256 }));
      }, mostApplyMs);
      if (!answer.ok) return setProblem(answer.error);
      const wrong = answer.value;
      if (wrong === undefined) return onDone();
      const { path, problem: what, expected } = wrong;
      setProblem({ code: "site.invalid", params: { path, problem: what, expected, count: 1 } });
    });
  };
  const failed = problem ?? unread;
  return (
    <form
      ref={form}
      className={styles["form"]}
      aria-label={t("evidence.storage.change")}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onCancel();
      }}
    >
      <h3>{t("evidence.storage.change")}</h3>
      <div className={styles["row"]}>
        {numbers.map(([name, min, max]) => (
          <label key={name}>
            {t(`evidence.storage.fields.${name}`)}
            <InputNumber<number>
              size="small"
              style={{ width: "6rem" }}
              min={min}
              max={max}
              precision={0}
              value={video[name]}
              onChange={(value) => {
                if (value !== null) setOwn({ ...own, [name]: value });
                setHint("");
              }}
              onKeyDown={(event) => onEnter(event, send)}
            />
          </label>
        ))}
        <label>
          <input
            type="checkbox"
            checked={video.keyTarget}
            onChange={(event) => setOwn({ ...own, keyTarget: event.target.checked })}
          />
          {t("evidence.storage.fields.keyTarget")}
        </label>
      </div>
      <p className={styles["quiet"]}>{t("evidence.storage.law")}</p>
      <FormFoot
        label={t("evidence.storage.save")}
        sending={sending}
        hint={hint}
        problem={failed === null ? "" : errorText(failed)}
        onSend={send}
        onCancel={onCancel}
      />
    </form>
  );
}

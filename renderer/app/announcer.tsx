import { useEffect, useRef, useState } from "react";
import { type Alarm, wantsHand } from "../../native/contract/alarms.ts";
import { useTexts } from "../i18n/use-texts.ts";

/** A screen reader is told at most so often: in a flood a number says more than a hundred names. */
const everyMs = 2000;

/** One that reports again after it was acknowledged is told of again. */
function occasionOf({ id, againAtMs }: Alarm): string {
  return `${id} ${againAtMs ?? ""}`;
}

/** Tells a screen reader of new alarms. */
export function Announcer({ alarms }: { readonly alarms: readonly Alarm[] }) {
  const { t, named } = useTexts();
  const [text, setText] = useState("");
  const known = useRef<ReadonlySet<string>>(new Set());
  const latest = useRef(alarms);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    latest.current = alarms;
    timer.current ??= setTimeout(
      () => {
        timer.current = undefined;
        const fresh = latest.current.filter((alarm) => wantsHand(alarm) && !known.current.has(occasionOf(alarm)));
        known.current = new Set(latest.current.map(occasionOf));
        const first = fresh[0];
        if (!first) return;
        const what = `${t(`alarms.kinds.${first.kind}`)} ${named(first.name)}`;
        setText(
          fresh.length === 1
            ? t("app.announce.one", { class: t(`alarms.classes.${first.class}`), what })
            : t("app.announce.many", { n: fresh.length, what }),
        );
      },
      known.current.size === 0 ? 0 : everyMs,
    );
  }, [alarms, t, named]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <div className="visually-hidden" role="alert" aria-live="assertive">
      {text}
    </div>
  );
}

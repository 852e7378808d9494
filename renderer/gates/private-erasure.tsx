import { Button } from "antd";
import { useState } from "react";
import type { ErrorData } from "../../native/contract/errors.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useSession } from "../rpc/use-station.tsx";
import { focusPart } from "./focus-part.ts";
import styles from "./page.module.css";
import { ReasonRow } from "./reason-row.tsx";

interface PrivateErasureProps {
  /** What the button says that asks for the reason. */
  readonly act: string;
  readonly erase: (client: StationClient, reason: string) => Promise<unknown>;
}

/** Personal data is erased for good, so only after a second key and with a reason. */
export function PrivateErasure({ act, erase }: PrivateErasureProps) {
  const { t, errorText } = useTexts();
  const session = useSession();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<ErrorData | null>(null);
  const leave = () => {
    setAsking(false);
    focusPart("[data-detail] button");
  };
  const send = (reason: string) =>
    void session
      .call((client) => erase(client, reason))
      .then((answer) => {
        setProblem(answer.ok ? null : answer.error);
        if (answer.ok) leave();
      });
  return (
    <>
      {asking ? (
        <ReasonRow
          question={t("entries.subject.eraseWhy")}
          act={t("entries.subject.reallyErase")}
          onAct={send}
          onCancel={leave}
        />
      ) : (
        <Button size="small" data-erase onClick={() => setAsking(true)}>
          {act}
        </Button>
      )}
      {problem && <p className={styles["problem"]}>{errorText(problem)}</p>}
    </>
  );
}

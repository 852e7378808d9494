import { useCallback } from "react";
import type { EntryCheck } from "../../native/contract/entries.ts";
import type { Formats } from "../i18n/formats.ts";
import { useTexts } from "../i18n/use-texts.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useAsked } from "../rpc/use-asked.ts";
import styles from "./form.module.css";

interface EntryStillProps {
  readonly entryId: string;
  readonly still: EntryCheck["stills"][number];
  readonly name: string;
  readonly formats: Formats;
}

/** A picture of the past: says so, with its time, on the picture itself. */
export function EntryStill({ entryId, still, name, formats }: EntryStillProps) {
  const { t, errorText } = useTexts();
  const ask = useCallback(
    (client: StationClient) => client.entries.still({ entryId, stillId: still.id }),
    [entryId, still.id],
  );
  const { value, problem } = useAsked(ask);
  const words = t("entries.form.still", { time: formats.dateTime(still.atMs), camera: name });
  return (
    <figure className={styles["still"]} data-still={still.id}>
      {value && <img src={`data:image/jpeg;base64,${value.jpeg}`} alt={words} />}
      <figcaption className="numeric">{problem ? errorText(problem) : words}</figcaption>
    </figure>
  );
}

import { QRCode } from "antd";
import type { Deposit } from "../../native/contract/deposits.ts";
import type { StationInfo } from "../../native/contract/rpc.ts";
import type { Language } from "../../native/contract/text.ts";
import { openFormats } from "../i18n/formats.ts";
import { useTextsIn } from "../i18n/use-texts.ts";
import styles from "./label.module.css";

/** A roll of labels, each part on one of its own; or both on a sheet, to be cut. */
export const labelPapers = ["label", "a4"] as const;
export type LabelPaper = (typeof labelPapers)[number];

interface DepositLabelProps {
  readonly deposit: Deposit;
  readonly info: StationInfo | null;
  readonly language: Language;
  readonly paper: LabelPaper;
}

/** Two parts of 60 × 40 mm, one for the bag and one for the owner. No personal data stands on them. */
export function DepositLabel({ deposit, info, language, paper }: DepositLabelProps) {
  const { t, named } = useTextsIn(language);
  const formats = openFormats(info?.site?.timeZone ?? "Asia/Shanghai");
  const items = deposit.items
    .map((item) => t("entries.itemCount", { item: item.description || named(item.className), n: item.count }))
    .join("、");
  return (
    <div className={styles["sheet"]} data-paper={paper} lang={language}>
      {(["bag", "owner"] as const).map((part) => (
        <article key={part} className={styles["label"]} data-part={part}>
          <QRCode type="svg" value={deposit.number} size={76} bordered={false} color="#000" bgColor="#fff" />
          <div>
            <h1 className="numeric">{deposit.number}</h1>
            <p className={styles["part"]}>
              {t(`deposits.label.${part}`)}
              {deposit.mark && <b> {t(`alarms.marks.${deposit.mark}`)}</b>}
            </p>
            <p className="numeric">{formats.dateTime(deposit.depositedAtMs).slice(0, 16)}</p>
            {part === "bag" && <p>{deposit.place}</p>}
          </div>
          <p className={styles["items"]}>{items}</p>
          <p className={styles["foot"]}>
            {part === "bag"
              ? `${t("deposits.due")} ${formats.dateTime(deposit.dueAtMs).slice(0, 16)}`
              : t("deposits.label.bring", { site: named(info?.site?.name) })}
          </p>
        </article>
      ))}
    </div>
  );
}

import { Drawer } from "antd";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./help.module.css";

interface HelpProps {
  readonly open: boolean;
  readonly version: string;
  readonly onClose: () => void;
}

const keys = [
  ["D", "next"],
  ["Enter / A", "acknowledge"],
  ["G", "dispatch"],
  ["V", "arrive"],
  ["C", "close"],
  ["N", "note"],
  ["K", "takeOver"],
  ["P", "skip"],
  ["S", "shelve"],
  ["U", "makeReal"],
  ["M", "manual"],
  ["J", "entry"],
  ["R", "reopen"],
  ["↑ ↓", "move"],
  ["T", "top"],
  ["1 2 3 4", "tiles"],
  ["[ ]", "pages"],
  ["W", "wholeWall"],
  ["Shift W", "secondWindow"],
  ["F", "fullScreen"],
  ["Q", "callCamera"],
  ["Z", "zoom"],
  ["← ↑ → ↓", "wallKeys"],
  [", .", "layout"],
  ["/", "views"],
  ["Space", "tour"],
  ["Esc", "escape"],
  ["L", "log"],
  ["Ctrl /", "search"],
  ["O", "operator"],
  ["E", "devices"],
  ["B", "replay"],
  ["I", "ptz"],
  [";", "bookmark"],
  ["F2", "drill"],
  ["F3", "buttonTest"],
  ["F4", "held"],
  ["F6", "gates"],
  ["F7", "site"],
  ["Y", "plans"],
  ["F8", "load"],
  ["F9", "shift"],
  ["F10", "evidence"],
  ["H", "sound"],
  ["X", "silence"],
  ["+ -", "volume"],
  ["?", "help"],
  ["Enter", "submit"],
] as const;

export function Help({ open, version, onClose }: HelpProps) {
  const { t } = useTexts();
  return (
    <Drawer
      open={open}
      onClose={onClose}
      title={t("app.help.title")}
      size="calc(100% - var(--queue))"
      getContainer={false}
      mask={false}
      keyboard={false}
    >
      <dl className={styles["keys"]}>
        {keys.map(([key, what]) => (
          <div key={what}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(`app.help.${what}`)}</dd>
          </div>
        ))}
      </dl>
      <p className={styles["note"]}>{t("app.help.note1")}</p>
      <p className={styles["note"]}>{version === "" ? "" : t("app.help.version", { version })}</p>
    </Drawer>
  );
}

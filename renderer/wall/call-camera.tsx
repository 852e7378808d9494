/* oxlint-disable jsx-a11y/no-autofocus, jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-to-interactive-role --
   whoever asked for it types at once; a datalist and a modal dialog would take the keys from the desk */
import { type KeyboardEvent, useState } from "react";
import { useTexts } from "../i18n/use-texts.ts";
import { isComposing } from "../ui/on-enter.ts";
import styles from "./call-camera.module.css";
import { type CalledCamera, findCameras, firstChoice } from "./camera-call.ts";

interface CallCameraProps {
  readonly cameras: readonly CalledCamera[];
  /** The digit that opened it; empty with Q. */
  readonly first: string;
  readonly onCall: (cameraId: string) => void;
  readonly onClose: () => void;
}

/** More than these are not read: another letter is quicker. */
const mostShown = 8;

/** A camera is called by its number, a part of its name or its pinyin initials. */
export function CallCamera({ cameras, first, onCall, onClose }: CallCameraProps) {
  const { t, named } = useTexts();
  const [words, setWords] = useState(first);
  /** Null until an arrow has chosen another. */
  const [moved, setMoved] = useState<number | null>(null);
  const found = findCameras(cameras, words);
  const shown = found.slice(0, mostShown);
  const chosen = moved ?? firstChoice(found, words);

  const hint =
    words.trim() === ""
      ? ""
      : found.length === 0
        ? t("wall.call.none", { words: words.trim() })
        : chosen < 0
          ? t("wall.call.noNumber", { words: words.trim() })
          : found.length > mostShown
            ? t("wall.call.more", { n: found.length - mostShown })
            : "";

  function onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event)) return;
    if (event.key === "Escape") onClose();
    else if (event.key === "ArrowDown") setMoved(Math.min(chosen + 1, shown.length - 1));
    else if (event.key === "ArrowUp") setMoved(Math.max(chosen - 1, 0));
    else if (event.key === "Enter") {
      const wanted = shown[chosen];
      if (wanted === undefined) return;
      onCall(wanted.camera.id);
      onClose();
    } else return;
    event.preventDefault();
  }
  return (
    <div className={styles["call"]} role="dialog" aria-label={t("wall.call.title")}>
      <label>
        {t("wall.call.title")}
        <input
          autoFocus
          value={words}
          placeholder={t("wall.call.how")}
          role="combobox"
          aria-expanded={shown.length > 0}
          aria-controls="called-cameras"
          aria-activedescendant={chosen >= 0 ? `called-${chosen}` : undefined}
          onKeyDown={onKeyDown}
          onBlur={onClose}
          onChange={(event) => {
            setWords(event.target.value);
            setMoved(null);
          }}
        />
      </label>
      <ol id="called-cameras">
        {shown.map(({ camera, number }, at) => (
          <li key={camera.id} id={`called-${at}`} aria-selected={at === chosen} role="option">
            <button
              type="button"
              tabIndex={-1}
              // Before the input loses the focus, which would close it.
              onMouseDown={() => {
                onCall(camera.id);
                onClose();
              }}
            >
              <b className="numeric">{number ?? "—"}</b> {named(camera.name) || camera.id}
            </button>
          </li>
        ))}
      </ol>
      <output>{hint}</output>
    </div>
  );
}

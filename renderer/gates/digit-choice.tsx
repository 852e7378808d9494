/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- digits choose from anywhere in the group */
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import styles from "./form.module.css";

interface DigitChoiceProps<T extends string> {
  readonly title: string;
  readonly choices: readonly { readonly id: T; readonly words: ReactNode; readonly loud?: boolean }[];
  readonly chosen?: T | null;
  readonly disabled?: boolean;
  /** Takes the focus when this becomes another; null never. */
  readonly focusKey?: string | null;
  readonly onChoose: (id: T) => void;
}

/** One of some, by digit or mouse. While it has the focus Enter and arrows are not the desk's. */
export function DigitChoice<T extends string>(props: DigitChoiceProps<T>) {
  const { title, choices, chosen, disabled = false, focusKey = null, onChoose } = props;
  const group = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (focusKey !== null) group.current?.focus();
  }, [focusKey]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const choice = /^[1-9]$/.test(event.key) ? choices[Number(event.key) - 1] : undefined;
    const onButton = event.target instanceof HTMLElement && event.target.closest("button") !== null;
    if (choice !== undefined) {
      if (!disabled && !event.repeat) onChoose(choice.id);
    } else if (/^[1-9]$/.test(event.key)) {
      // A digit too many is nobody's: it must not enlarge a picture meanwhile.
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      moveFocus(group.current, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.stopPropagation();
      // A button's own Enter chooses it; without one there is no choice.
      if (onButton) return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <fieldset
      ref={group}
      tabIndex={-1}
      className={styles["choices"]}
      aria-label={title}
      data-digits
      onKeyDown={onKeyDown}
    >
      {choices.map(({ id, words, loud = false }, at) => (
        <button
          key={id}
          type="button"
          disabled={disabled}
          data-choice={id}
          data-chosen={chosen === id}
          data-loud={loud}
          aria-pressed={chosen === undefined ? undefined : chosen === id}
          onClick={() => onChoose(id)}
        >
          {at < 9 && <kbd>{at + 1}</kbd>}
          <span>{words}</span>
        </button>
      ))}
    </fieldset>
  );
}

function moveFocus(group: HTMLElement | null, by: number): void {
  const buttons = [...(group?.querySelectorAll<HTMLElement>("button:not(:disabled)") ?? [])];
  const at = buttons.findIndex((button) => button === document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : buttons.length - 1) : Math.min(buttons.length - 1, Math.max(0, at + by));
  buttons[next]?.focus();
}

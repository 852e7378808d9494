import { useState } from "react";

const drafts = new Map<string, unknown>();

/**
 * As `useState`, but what was typed is still there when the form was put aside and comes back. Never for
 * personal data: that stays in the field alone. `forget` when it was sent.
 */
export function useDraft<T>(key: string, initial: T): readonly [value: T, set: (value: T) => void, forget: () => void] {
  const [value, setValue] = useState<T>(() => (drafts.has(key) ? (drafts.get(key) as T) : initial));
  return [
    value,
    (next) => {
      drafts.set(key, next);
      setValue(next);
    },
    () => void drafts.delete(key),
  ];
}

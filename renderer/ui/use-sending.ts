import { useState } from "react";

/** Sends once at a time: whether something is under way, and how to send. */
export function useSending(): readonly [boolean, (send: () => Promise<unknown>) => void] {
  const [sending, setSending] = useState(false);
  return [
    sending,
    (send) => {
      if (sending) return;
      setSending(true);
      void send().finally(() => setSending(false));
    },
  ];
}

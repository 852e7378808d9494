import { useCallback, useEffect, useRef, useState } from "react";
import type { StoredEvent } from "../../native/contract/events.ts";
import { useSession, useStation, useStore } from "../rpc/use-station.tsx";

interface History {
  readonly alarmId: string;
  /** Oldest first. */
  readonly events: readonly StoredEvent[];
}

/** What is known of an alarm with more of it; the same object when nothing is new. */
export function addToHistory(before: History, { alarmId, events }: History): History {
  const known = before.alarmId === alarmId ? before.events : [];
  const seqs = new Set(known.map((event) => event.seq));
  const fresh = events.filter((event) => event.alarmId === alarmId && !seqs.has(event.seq));
  if (fresh.length === 0 && before.alarmId === alarmId) return before;
  return { alarmId, events: [...known, ...fresh].sort((a, b) => a.seq - b.seq) };
}

const nothing: History = { alarmId: "", events: [] };

/** All stored events of an alarm, oldest first: asked for once and after every reconnect, then kept up by the live stream. */
export function useAlarmHistory(alarmId: string): readonly StoredEvent[] {
  const session = useSession();
  const store = useStore();
  const connected = useStation((state) => state.connection === "connected");
  const [history, setHistory] = useState(nothing);
  const latest = useRef(nothing);
  const add = useCallback((more: History) => {
    latest.current = addToHistory(latest.current, more);
    setHistory(latest.current);
  }, []);
  useEffect(() => {
    if (!connected) return;
    let stale = false;
    void session
      .call((client) => client.alarms.get({ alarmId }))
      .then((answer) => {
        // Refused: what the stream brought stands; the banner says that the station does not answer.
        if (!stale && answer.ok) add({ alarmId, events: answer.value.events });
      });
    return () => {
      stale = true;
    };
  }, [session, alarmId, connected, add]);
  // Beside the drawing: in a flood nearly every event belongs to another alarm.
  useEffect(() => {
    let seen: readonly StoredEvent[] | null = null;
    const look = () => {
      const { events } = store.get();
      if (events === seen) return;
      seen = events;
      add({ alarmId, events });
    };
    look();
    return store.subscribe(look);
  }, [store, alarmId, add]);
  return history.alarmId === alarmId ? history.events : nothing.events;
}
